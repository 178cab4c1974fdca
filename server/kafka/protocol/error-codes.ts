import { AppError, type ErrorCode } from '#lib/errors.ts'
import { brokerWords } from './broker-words.ts'
import { ERROR_TABLE } from './error-texts.ts'

export type KafkaErrorName = keyof typeof ERROR_TABLE

export interface KafkaError {
  code: number
  name: KafkaErrorName | `ERROR_${number}`
  /** Whether the same request may succeed a little later, perhaps at another broker. */
  retriable: boolean
  message: string
}

const RETRIABLE: ReadonlySet<string> = new Set<KafkaErrorName>([
  'CORRUPT_MESSAGE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_OR_FOLLOWER',
  'REQUEST_TIMED_OUT',
  'REPLICA_NOT_AVAILABLE',
  'NETWORK_EXCEPTION',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
  'NOT_ENOUGH_REPLICAS',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'NOT_CONTROLLER',
  'CONCURRENT_TRANSACTIONS',
  'KAFKA_STORAGE_ERROR',
  'FETCH_SESSION_ID_NOT_FOUND',
  'INVALID_FETCH_SESSION_EPOCH',
  'LISTENER_NOT_FOUND',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'OFFSET_NOT_AVAILABLE',
  'PREFERRED_LEADER_NOT_AVAILABLE',
  'ELIGIBLE_LEADERS_NOT_AVAILABLE',
  'ELECTION_NOT_NEEDED',
  'UNSTABLE_OFFSET_COMMIT',
  'THROTTLING_QUOTA_EXCEEDED',
  'UNKNOWN_TOPIC_ID',
  'INCONSISTENT_TOPIC_ID',
  'FETCH_SESSION_TOPIC_ID_ERROR',
  'SHARE_SESSION_NOT_FOUND',
  'INVALID_SHARE_SESSION_EPOCH',
  'SHARE_SESSION_LIMIT_REACHED',
])

/** What the user can be told by another code than "the broker rejected it". */
const APP_CODES: { [K in KafkaErrorName]?: ErrorCode } = {
  UNKNOWN_TOPIC_OR_PARTITION: 'NOT_FOUND',
  UNKNOWN_TOPIC_ID: 'NOT_FOUND',
  GROUP_ID_NOT_FOUND: 'NOT_FOUND',
  TRANSACTIONAL_ID_NOT_FOUND: 'NOT_FOUND',
  RESOURCE_NOT_FOUND: 'NOT_FOUND',
  TOPIC_ALREADY_EXISTS: 'CONFLICT',
  NON_EMPTY_GROUP: 'CONFLICT',
  GROUP_SUBSCRIBED_TO_TOPIC: 'CONFLICT',
  REASSIGNMENT_IN_PROGRESS: 'CONFLICT',
  TOPIC_AUTHORIZATION_FAILED: 'FORBIDDEN',
  GROUP_AUTHORIZATION_FAILED: 'FORBIDDEN',
  CLUSTER_AUTHORIZATION_FAILED: 'FORBIDDEN',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'FORBIDDEN',
  DELEGATION_TOKEN_AUTHORIZATION_FAILED: 'FORBIDDEN',
  INVALID_CONFIG: 'INVALID_INPUT',
  INVALID_PARTITIONS: 'INVALID_INPUT',
  INVALID_REPLICATION_FACTOR: 'INVALID_INPUT',
  INVALID_REPLICA_ASSIGNMENT: 'INVALID_INPUT',
  INVALID_TOPIC_EXCEPTION: 'INVALID_INPUT',
  INVALID_GROUP_ID: 'INVALID_INPUT',
  INVALID_REQUEST: 'INVALID_INPUT',
  INVALID_TIMESTAMP: 'INVALID_INPUT',
  INVALID_REGULAR_EXPRESSION: 'INVALID_INPUT',
  OFFSET_OUT_OF_RANGE: 'INVALID_INPUT',
  MESSAGE_TOO_LARGE: 'TOO_LARGE',
  RECORD_LIST_TOO_LARGE: 'TOO_LARGE',
  REQUEST_TIMED_OUT: 'BROKER_TIMEOUT',
  UNSUPPORTED_VERSION: 'UNSUPPORTED_BY_BROKER',
  SECURITY_DISABLED: 'UNSUPPORTED_BY_BROKER',
}

const BY_CODE = new Map<number, KafkaError>()
for (const [name, [code, message]] of entries(ERROR_TABLE)) {
  BY_CODE.set(code, { code, name, retriable: RETRIABLE.has(name), message })
}

/** The numbers by name: `errorCode === KAFKA_ERROR.NOT_COORDINATOR`. */
export const KAFKA_ERROR = Object.fromEntries(entries(ERROR_TABLE).map(([name, [code]]) => [name, code])) as Readonly<
  Record<KafkaErrorName, number>
>

/** What an error code of the protocol means; codes newer than this table are told as such. */
export function kafkaError(code: number): KafkaError {
  return (
    BY_CODE.get(code) ?? {
      code,
      name: `ERROR_${code}`,
      retriable: false,
      message: 'The broker reports an error that is unknown here.',
    }
  )
}

/**
 * The error to show for a code a broker answered with; its `cause` is the {@link KafkaError}.
 * @param context what was tried, as the start of a sentence: `Could not delete topic "orders"`
 * @param brokerMessage what the broker itself says, where the API carries that
 */
export function brokerError(code: number, context: string, brokerMessage?: string | null): AppError {
  const cause = kafkaError(code)
  const words = brokerMessage ? brokerWords(brokerMessage) : ''
  const details = words === '' ? '' : ` The broker says: ${words}`
  const appCode = APP_CODES[cause.name as KafkaErrorName] ?? 'BROKER_REJECTED'
  return new AppError(appCode, `${cause.name}: ${context}. ${cause.message}${details}`, { cause })
}

/** Throws {@link brokerError} unless the code is 0. */
export function throwIfError(code: number, context: string, brokerMessage?: string | null): void {
  if (code !== 0) throw brokerError(code, context, brokerMessage)
}

/** Keys of a literal object, which TypeScript widens to string. */
function entries<T extends object>(object: T): [keyof T, T[keyof T]][] {
  return Object.entries(object) as [keyof T, T[keyof T]][]
}
