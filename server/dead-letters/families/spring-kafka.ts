import { type Family, type Failure, NOTHING_KNOWN, type Origin, originOf } from '../family.ts'
import { bigInteger, type HeaderView, int32, int64, millis, text } from '../header-view.ts'

/** Dead-letter headers start with the first, those of retry topics (non-blocking retries) with the second. */
const PREFIXES = ['kafka_dlt-', 'kafka_'] as const
const STRIPPED = ['kafka_dlt-', 'kafka_exception-', 'kafka_key-exception-', 'kafka_original-', 'retry_topic-'] as const
const STRIPPED_NAMES = new Set([
  'kafka_deliveryAttempt',
  // Serialised Java objects of the ErrorHandlingDeserializer; never read here.
  'springDeserializerExceptionKey',
  'springDeserializerExceptionValue',
])

/** What the ErrorHandlingDeserializer throws, always "failed to deserialize": why stands in its cause only. */
const UNREADABLE = '.DeserializationException'

/**
 * Spring for Apache Kafka: `DeadLetterPublishingRecoverer` and retryable topics (`KafkaHeaders`). Partitions are 4-byte and offsets
 * 8-byte big-endian numbers. Original headers accumulate over hops: the first is the true origin, the last the latest hop.
 */
export const springKafka: Family = {
  id: 'spring-kafka',
  label: 'Spring Kafka',
  marks: (name) => name === 'kafka_dlt-original-topic' || name === 'kafka_original-topic' || isException(name),
  isErrorHeader: (name) => STRIPPED_NAMES.has(name) || STRIPPED.some((prefix) => name.startsWith(prefix)),
  decode,
}

function isException(name: string): boolean {
  return /^kafka_(dlt-)?(key-)?exception-(fqcn|message)$/.test(name)
}

function decode(headers: HeaderView): Failure {
  const [dlt, retry] = PREFIXES
  const hops = PREFIXES.filter((prefix) => headers.has(`${prefix}original-topic`))
  const oldest = hops.toSorted((a, b) => firstAt(headers, a) - firstAt(headers, b))[0]
  const newest = hops.toSorted((a, b) => lastAt(headers, b) - lastAt(headers, a))[0]
  const origin = oldest === undefined ? null : hop(headers, oldest, 'first')
  const lastHop = newest === undefined ? null : hop(headers, newest, 'last')
  const latest = (name: string) => headers.last(`${dlt}${name}`) ?? headers.last(`${retry}${name}`)
  const either = (name: string) => text(latest(`exception-${name}`) ?? latest(`key-exception-${name}`))
  const exceptionClass = text(latest('exception-cause-fqcn')) ?? either('fqcn')
  const stackTrace = either('stacktrace')
  const unread = exceptionClass?.endsWith(UNREADABLE) ? innermostCause(stackTrace) : null
  const started = millis(bigInteger(headers.first('retry_topic-original-timestamp')))
  return {
    ...NOTHING_KNOWN,
    origin: origin && { ...origin, timestamp: origin.timestamp ?? started },
    lastHop: sameOrigin(origin, lastHop) ? null : lastHop,
    group: text(latest('original-consumer-group')),
    exceptionClass: unread?.exceptionClass ?? exceptionClass,
    exceptionMessage: unread?.message ?? either('message'),
    stackTrace,
    attempts: attemptsOf(headers.last('retry_topic-attempts')) ?? int32(headers.last('kafka_deliveryAttempt')),
    writtenAtFailure: true,
  }
}

function hop(headers: HeaderView, prefix: string, which: 'first' | 'last'): Origin | null {
  const read = (name: string) => headers[which](`${prefix}original-${name}`)
  return originOf(text(read('topic')), {
    partition: int32(read('partition')),
    offset: int64(read('offset')),
    timestamp: millis(int64(read('timestamp'))),
  })
}

function firstAt(headers: HeaderView, prefix: string): number {
  return headers.names.indexOf(`${prefix}original-topic`)
}

function lastAt(headers: HeaderView, prefix: string): number {
  return headers.names.lastIndexOf(`${prefix}original-topic`)
}

function sameOrigin(a: Origin | null, b: Origin | null): boolean {
  return a?.topic === b?.topic && a?.partition === b?.partition && a?.offset === b?.offset
}

/** A 4-byte number, one byte before Spring Kafka 2.8, that counts the coming attempt: on a dead letter one more than there were. */
function attemptsOf(bytes: Buffer | null): number | null {
  const coming = bytes?.length === 1 ? bytes.readUInt8() : int32(bytes)
  return coming === null || coming < 1 ? null : coming - 1
}

/** What a stack trace names as the innermost cause. */
function innermostCause(stackTrace: string | null): { exceptionClass: string; message: string | null } | null {
  const at = stackTrace?.lastIndexOf('\nCaused by: ') ?? -1
  const [, exceptionClass, message] =
    /^\nCaused by: ([\w.$]+)(?:: (.*))?/.exec(at < 0 ? '' : (stackTrace?.slice(at, at + 2_000) ?? '')) ?? []
  return exceptionClass === undefined ? null : { exceptionClass, message: message ?? null }
}
