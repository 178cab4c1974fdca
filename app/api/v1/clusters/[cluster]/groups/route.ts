import { listGroups } from '#lib/contract/groups.ts'
import { listGroups as verb } from '#server/groups/list-groups.ts'
import { route } from '#server/http/route.ts'

export const GET = route(listGroups, verb)
