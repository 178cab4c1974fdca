import { AppError } from '#lib/errors.ts'
import { defineApi } from './api.ts'
import { array, int16, int32, int8, nullableString, string } from './codec.ts'
import { between, mapped, since, struct } from './struct.ts'

/** The first version in which one request can ask for several coordinators. */
export const COORDINATORS_BATCHED_FROM = 4

const OLD = [1, COORDINATORS_BATCHED_FROM - 1] as const

const request = struct({
  key: between(OLD, string, ''),
  keyType: int8,
  coordinatorKeys: since(COORDINATORS_BATCHED_FROM, array(string), []),
})

const coordinator = { nodeId: int32, host: string, port: int32 }
const response = struct({
  throttleTimeMs: int32,
  errorCode: between(OLD, int16, 0),
  errorMessage: between(OLD, nullableString, null),
  nodeId: between(OLD, int32, -1),
  host: between(OLD, string, ''),
  port: between(OLD, int32, -1),
  coordinators: since(
    COORDINATORS_BATCHED_FROM,
    array(struct({ key: string, ...coordinator, errorCode: int16, errorMessage: nullableString })),
    [],
  ),
})

interface FindCoordinatorRequest {
  /** 0 for a group, 1 for a transactional id. */
  keyType: number
  keys: readonly string[]
}

/**
 * The brokers which coordinate groups or transactional ids. Before version {@link COORDINATORS_BATCHED_FROM} a request takes exactly one
 * key, and the one coordinator that comes back has an empty `key`.
 */
export const findCoordinator = defineApi({
  name: 'FindCoordinator',
  key: 10,
  versions: [1, 6],
  flexibleFrom: 3,
  request: mapped(
    request,
    (wire) => wire,
    ({ keyType, keys }: FindCoordinatorRequest, version) => {
      if (version >= COORDINATORS_BATCHED_FROM) return { keyType, coordinatorKeys: keys }
      const [key] = keys
      if (key === undefined || keys.length > 1) throw new AppError('INTERNAL', 'one request per key is needed')
      return { keyType, key }
    },
  ),
  response: mapped(
    response,
    ({ throttleTimeMs, coordinators, ...single }, version) => ({
      throttleTimeMs,
      coordinators: version >= COORDINATORS_BATCHED_FROM ? coordinators : [{ key: '', ...single }],
    }),
    (value) => value,
  ),
})
