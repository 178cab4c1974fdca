import { listTopicGroups } from '#lib/contract/groups.ts'
import { listTopicGroups as verb } from '#server/groups/list-topic-groups.ts'
import { route } from '#server/http/route.ts'

export const GET = route(listTopicGroups, verb)
