import { deleteTopicOffsets } from '#lib/contract/group-offsets.ts'
import { deleteTopicOffsets as verb } from '#server/group-offsets/delete-topic-offsets.ts'
import { route } from '#server/http/route.ts'

export const DELETE = route(deleteTopicOffsets, verb)
