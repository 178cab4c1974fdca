import { defineApi } from './api.ts'
import { array, int16, int32, nullableString, string, uuid } from './codec.ts'
import { struct } from './struct.ts'

/** Makes an empty share group forget topics (KIP-932), to be sent to its coordinator. */
export const deleteShareGroupOffsets = defineApi({
  name: 'DeleteShareGroupOffsets',
  key: 92,
  versions: [0, 0],
  flexibleFrom: 0,
  request: struct({ groupId: string, topics: array(struct({ topicName: string })) }),
  response: struct({
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: nullableString,
    responses: array(struct({ topicName: string, topicId: uuid, errorCode: int16, errorMessage: nullableString })),
  }),
})
