import { defineApi } from './api.ts'
import { array, int16, int32, string } from './codec.ts'
import { requires, since, struct } from './struct.ts'

/**
 * The groups one broker coordinates, of every type; ask each broker. `groupState` is null before version 4, `groupType` (classic,
 * consumer, share, streams) before version 5, and there the filters are refused. Types and states are spelt as Kafka prints them.
 */
export const listGroups = defineApi({
  name: 'ListGroups',
  key: 16,
  versions: [0, 5],
  flexibleFrom: 3,
  request: struct({
    statesFilter: requires(4, array(string), []),
    typesFilter: requires(5, array(string), []),
  }),
  response: struct({
    throttleTimeMs: since(1, int32, 0),
    errorCode: int16,
    groups: array(
      struct({
        groupId: string,
        protocolType: string,
        groupState: since(4, string, null),
        groupType: since(5, string, null),
      }),
    ),
  }),
})
