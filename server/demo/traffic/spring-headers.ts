import type { IHeaders, KafkaMessage } from 'kafkajs'
import type { Failure } from './failures.ts'

/** Where a failed record was read first, as the headers of its copies keep it. */
export interface Origin {
  topic: string
  partition: number
  offset: bigint
  /** Milliseconds since the epoch. */
  timestamp: bigint
  group: string
}

/**
 * The headers Spring Kafka adds to a failed record: `kafka_` on its way through retry topics, `kafka_dlt-` on a dead letter. Numbers are
 * big-endian bytes: 4 for the partition, 8 for offset and timestamp.
 */
export function springHeaders(prefix: 'kafka_' | 'kafka_dlt-', origin: Origin, failure: Failure): IHeaders {
  return {
    [`${prefix}original-topic`]: origin.topic,
    [`${prefix}original-partition`]: int32(origin.partition),
    [`${prefix}original-offset`]: int64(origin.offset),
    [`${prefix}original-timestamp`]: int64(origin.timestamp),
    [`${prefix}original-timestamp-type`]: 'CreateTime',
    [`${prefix}original-consumer-group`]: origin.group,
    [`${prefix}exception-fqcn`]: failure.exceptionClass,
    [`${prefix}exception-cause-fqcn`]: failure.causeClass,
    [`${prefix}exception-message`]: failure.message,
    [`${prefix}exception-stacktrace`]: failure.stackTrace,
  }
}

/** The counters of Spring's retry topics: `attempts` counts the coming one; the times are BigInteger bytes, as short as they can be. */
export function retryHeaders(attempts: number, originalTimestamp: bigint, dueAt: number): IHeaders {
  return {
    'retry_topic-original-timestamp': bigInteger(originalTimestamp),
    'retry_topic-attempts': int32(attempts),
    'retry_topic-backoff-timestamp': bigInteger(BigInt(dueAt)),
  }
}

/** Where the record of a retry topic comes from. */
export function retryOrigin(headers: IHeaders): Origin {
  return {
    topic: String(headers['kafka_original-topic']),
    partition: bytes(headers, 'kafka_original-partition').readInt32BE(),
    offset: bytes(headers, 'kafka_original-offset').readBigInt64BE(),
    timestamp: bytes(headers, 'kafka_original-timestamp').readBigInt64BE(),
    group: String(headers['kafka_original-consumer-group']),
  }
}

/** When the record of a retry topic is due, in milliseconds since the epoch. */
export function retryDueAt(message: Pick<KafkaMessage, 'headers'>): number {
  return Number(`0x${bytes(message.headers ?? {}, 'retry_topic-backoff-timestamp').toString('hex')}`)
}

/** The record's own headers, without those that an earlier failure added. */
export function withoutSpringHeaders(headers: IHeaders | undefined): IHeaders {
  const own = Object.entries(headers ?? {}).filter(([name]) => !/^(kafka_|retry_topic-)/.test(name))
  return Object.fromEntries(own)
}

function bytes(headers: IHeaders, name: string): Buffer {
  const value = headers[name]
  const last = Array.isArray(value) ? value.at(-1) : value
  return Buffer.from(last ?? '')
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32BE(value)
  return buffer
}

export function int64(value: bigint): Buffer {
  const buffer = Buffer.alloc(8)
  buffer.writeBigInt64BE(value)
  return buffer
}

/** Two's complement without superfluous leading bytes, as Java's `BigInteger.toByteArray` gives it for a positive number. */
function bigInteger(value: bigint): Buffer {
  const digits = value.toString(16)
  const even = digits.length % 2 === 0 ? digits : `0${digits}`
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex')
}
