import { getGroup } from '#lib/contract/groups.ts'
import { getGroup as verb } from '#server/groups/get-group.ts'
import { route } from '#server/http/route.ts'

export const GET = route(getGroup, verb)
