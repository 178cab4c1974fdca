import { defineApi } from './api.ts'
import { array, int16, int32, string } from './codec.ts'
import { struct } from './struct.ts'

/** Deletes empty groups of any type, to be sent to their coordinator. Answers come in any order. */
export const deleteGroups = defineApi({
  name: 'DeleteGroups',
  key: 42,
  versions: [0, 2],
  flexibleFrom: 2,
  request: struct({ groupsNames: array(string) }),
  response: struct({ throttleTimeMs: int32, results: array(struct({ groupId: string, errorCode: int16 })) }),
})
