import { getGroupLag } from '#lib/contract/groups.ts'
import { getGroupLag as verb } from '#server/groups/get-group-lag.ts'
import { route } from '#server/http/route.ts'

export const GET = route(getGroupLag, verb)
