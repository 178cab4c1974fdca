import { defineApi } from './api.ts'
import { array, bool, int16, int32, int8, nullableArray, nullableString, string } from './codec.ts'
import { optional, requires, since, struct } from './struct.ts'

/**
 * Configuration. `resourceType` is 2 for a topic, 4 for a broker, 8 for a broker's loggers, 16 for client metrics, 32 for a group; type 4 and 8
 * are to be sent to that broker itself. `configurationKeys: null` asks for all. `configSource`: 1 topic, 2 broker (dynamic), 3 broker
 * default (dynamic), 4 server.properties, 5 built-in default, 6 logger, 7 client metrics, 8 group. `configType`: 0 unknown, 1 boolean,
 * 2 string, 3 int, 4 short, 5 long, 6 double, 7 list, 8 class, 9 password. Sensitive values are null.
 */
export const describeConfigs = defineApi({
  name: 'DescribeConfigs',
  key: 32,
  versions: [1, 4],
  flexibleFrom: 4,
  request: struct({
    resources: array(struct({ resourceType: int8, resourceName: string, configurationKeys: nullableArray(string) })),
    includeSynonyms: optional(bool, false),
    includeDocumentation: requires(3, bool, false),
  }),
  response: struct({
    throttleTimeMs: int32,
    results: array(
      struct({
        errorCode: int16,
        errorMessage: nullableString,
        resourceType: int8,
        resourceName: string,
        configs: array(
          struct({
            name: string,
            value: nullableString,
            readOnly: bool,
            configSource: int8,
            isSensitive: bool,
            synonyms: array(struct({ name: string, value: nullableString, source: int8 })),
            configType: since(3, int8, 0),
            documentation: since(3, nullableString, null),
          }),
        ),
      }),
    ),
  }),
})
