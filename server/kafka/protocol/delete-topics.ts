import { defineApi } from './api.ts'
import { array, int16, int32, nullableString, nullableUuid, string } from './codec.ts'
import { between, mapped, since, struct, tooOld } from './struct.ts'

const BY_ID_FROM = 6

const request = struct({
  topics: since(BY_ID_FROM, array(struct({ name: nullableString, topicId: nullableUuid })), []),
  topicNames: between([1, BY_ID_FROM - 1], array(string), []),
  timeoutMs: int32,
})

interface DeleteTopicsRequest {
  /** Each by its name, or by its id with a null name, which never hits a topic created again under the same name. */
  topics: readonly { name: string | null; topicId?: string | null }[]
  timeoutMs: number
}

/** Deletes topics with all their records; to be sent to the controller. Ids need version 6. */
export const deleteTopics = defineApi({
  name: 'DeleteTopics',
  key: 20,
  versions: [1, 6],
  flexibleFrom: 4,
  request: mapped(
    request,
    (wire) => wire,
    ({ topics, timeoutMs }: DeleteTopicsRequest, version) => {
      if (version >= BY_ID_FROM) {
        return { timeoutMs, topics: topics.map(({ name, topicId = null }) => ({ name, topicId })) }
      }
      return {
        timeoutMs,
        topicNames: topics.map(({ name }) => {
          if (name === null) throw tooOld('topicId', BY_ID_FROM)
          return name
        }),
      }
    },
  ),
  response: struct({
    throttleTimeMs: int32,
    responses: array(
      struct({
        name: nullableString,
        topicId: since(BY_ID_FROM, nullableUuid, null),
        errorCode: int16,
        errorMessage: since(5, nullableString, null),
      }),
    ),
  }),
})
