import { describe, expect, test } from 'vitest'
import type { RecordHeader } from '#server/kafka/records/record.ts'
import { decodeFailure } from './decode-failure.ts'
import { familiesOf } from './families/registry.ts'
import { HeaderView } from './header-view.ts'

function h(name: string, value: string | Buffer | null): RecordHeader {
  return { name: Buffer.from(name), value: typeof value === 'string' ? Buffer.from(value) : value }
}
const hex = (bytes: string) => Buffer.from(bytes, 'hex')

describe('Spring Kafka', () => {
  const headers = [
    h('traceparent', '00-abc'),
    h('kafka_dlt-original-topic', 'payments'),
    h('kafka_dlt-original-partition', hex('00000002')),
    h('kafka_dlt-original-offset', hex('0000000000867263')),
    h('kafka_dlt-original-timestamp', hex('0000019a0c8b5e00')),
    h('kafka_dlt-original-timestamp-type', 'CreateTime'),
    h('kafka_dlt-original-consumer-group', 'billing'),
    h('kafka_dlt-exception-fqcn', 'org.springframework.kafka.listener.ListenerExecutionFailedException'),
    h('kafka_dlt-exception-cause-fqcn', 'java.lang.IllegalStateException'),
    h('kafka_dlt-exception-message', 'amount must be positive, was -3'),
    h('kafka_dlt-exception-stacktrace', 'java.lang.IllegalStateException\n\tat shop.Rule.check'),
  ]

  test('reads big-endian numbers and text', () => {
    expect(decodeFailure(headers)).toMatchObject({
      family: 'spring-kafka',
      origin: { topic: 'payments', partition: 2, offset: 8_811_107n, timestamp: 0x19a0c8b5e00 },
      lastHop: null,
      group: 'billing',
      exceptionClass: 'java.lang.IllegalStateException',
      exceptionMessage: 'amount must be positive, was -3',
      attempts: null,
      writtenAtFailure: true,
    })
  })

  test('takes the first original as the origin and the last as the latest hop', () => {
    const hops = [
      h('kafka_original-topic', 'payments'),
      h('kafka_original-partition', hex('00000001')),
      h('kafka_original-offset', hex('000000000000000a')),
      h('retry_topic-attempts', hex('00000004')),
      h('retry_topic-original-timestamp', hex('019a0c8b5e00')),
      h('kafka_original-topic', 'payments-retry-1'),
      h('kafka_original-partition', hex('00000000')),
      h('kafka_original-offset', hex('0000000000000003')),
    ]
    expect(decodeFailure(hops)).toMatchObject({
      origin: { topic: 'payments', partition: 1, offset: 10n, timestamp: 0x19a0c8b5e00 },
      lastHop: { topic: 'payments-retry-1', partition: 0, offset: 3n },
      // The header counts the attempt that would have come next.
      attempts: 3,
    })
  })

  test('says why a record could not be deserialised, which stands in the stack trace only', () => {
    const unread = (stackTrace: string) =>
      decodeFailure([
        h('kafka_dlt-original-topic', 'payments'),
        h('kafka_dlt-exception-cause-fqcn', 'org.springframework.kafka.support.serializer.DeserializationException'),
        h('kafka_dlt-exception-message', 'failed to deserialize'),
        h('kafka_dlt-exception-stacktrace', stackTrace),
      ])
    const trace =
      'org.springframework.kafka.support.serializer.DeserializationException: failed to deserialize\n\tat a.B.c(B.java:1)\n' +
      'Caused by: java.lang.RuntimeException: wrapped\n\t... 8 more\n' +
      'Caused by: org.apache.kafka.common.errors.SerializationException: no schema 17\n\tat d.E.f(E.java:2)\n'
    expect(unread(trace)).toMatchObject({
      exceptionClass: 'org.apache.kafka.common.errors.SerializationException',
      exceptionMessage: 'no schema 17',
      stackTrace: trace,
    })
    expect(unread('Caused by: x')).toMatchObject({
      exceptionClass: 'org.springframework.kafka.support.serializer.DeserializationException',
      exceptionMessage: 'failed to deserialize',
    })
  })

  test('leaves unknown what has not the exact width, and reads the old one-byte attempts', () => {
    const failure = decodeFailure([
      h('kafka_dlt-original-topic', 'payments'),
      h('kafka_dlt-original-partition', hex('0002')),
      h('kafka_dlt-original-offset', hex('867263')),
      h('retry_topic-attempts', hex('03')),
    ])
    expect(failure.origin).toEqual({ topic: 'payments', partition: null, offset: null, timestamp: null })
    expect(failure.attempts).toBe(2)
  })

  test('names exactly its own headers as error headers', () => {
    const [family] = familiesOf(new HeaderView(headers))
    const kept = ['__TypeId__', 'spring_json_header_types', 'traceparent', 'kafka_correlationId', 'kafka_replyTopic']
    expect(kept.filter((name) => family?.isErrorHeader(name))).toEqual([])
    const gone = [
      'kafka_dlt-original-topic',
      'kafka_exception-fqcn',
      'kafka_original-offset',
      'kafka_deliveryAttempt',
      'retry_topic-attempts',
      'springDeserializerExceptionValue',
    ]
    expect(gone.filter((name) => !family?.isErrorHeader(name))).toEqual([])
  })
})

test('Spring Cloud Stream', () => {
  expect(
    decodeFailure([
      h('x-original-topic', 'orders'),
      h('x-original-partition', hex('00000007')),
      h('x-original-offset', hex('0000000000000100')),
      h('x-original-timestamp', hex('0000019a0c8b5e00')),
      h('x-exception-fqcn', 'java.lang.NullPointerException'),
      h('x-exception-message', 'no address'),
      h('x-exception-stacktrace', 'at …'),
      h('x-retries', '2'),
    ]),
  ).toMatchObject({
    family: 'spring-cloud-stream',
    origin: { topic: 'orders', partition: 7, offset: 256n, timestamp: 0x19a0c8b5e00 },
    exceptionClass: 'java.lang.NullPointerException',
    attempts: 2,
  })
})

test('Kafka Connect, as captured from 4.3', () => {
  expect(
    decodeFailure([
      h('source', 'web'),
      h('__connect.errors.topic', 'orders'),
      h('__connect.errors.partition', '0'),
      h('__connect.errors.offset', '4'),
      h('__connect.errors.connector.name', 'json-sink'),
      h('__connect.errors.task.id', '0'),
      h('__connect.errors.stage', 'VALUE_CONVERTER'),
      h('__connect.errors.class.name', 'org.apache.kafka.connect.json.JsonConverter'),
      h('__connect.errors.exception.class.name', 'org.apache.kafka.connect.errors.DataException'),
      h('__connect.errors.exception.message', 'Converting byte[] to Kafka Connect data failed'),
      h('__connect.errors.exception.stacktrace', 'at …'),
    ]),
  ).toEqual({
    family: 'kafka-connect',
    origin: { topic: 'orders', partition: 0, offset: 4n, timestamp: null },
    lastHop: null,
    group: 'connect-json-sink',
    component: 'connector json-sink, task 0',
    stage: 'VALUE_CONVERTER',
    exceptionClass: 'org.apache.kafka.connect.errors.DataException',
    exceptionMessage: 'Converting byte[] to Kafka Connect data failed',
    stackTrace: 'at …',
    attempts: null,
    writtenAtFailure: false,
    replayCount: 0,
    replayId: null,
  })
})

test('Kafka Streams (KIP-1034)', () => {
  expect(
    decodeFailure([
      h('__streams.errors.exception', 'org.apache.kafka.common.errors.SerializationException'),
      h('__streams.errors.message', 'not JSON'),
      h('__streams.errors.stacktrace', 'at …'),
      h('__streams.errors.topic', 'clicks'),
      h('__streams.errors.partition', '3'),
      h('__streams.errors.offset', '9223372036854775807'),
    ]),
  ).toMatchObject({
    family: 'kafka-streams',
    origin: { topic: 'clicks', partition: 3, offset: 9_223_372_036_854_775_807n },
    exceptionClass: 'org.apache.kafka.common.errors.SerializationException',
    writtenAtFailure: false,
  })
})

test('share groups (KIP-1191): delivery count and message are optional', () => {
  const pointer = [
    h('__dlq.errors.topic', 'jobs'),
    h('__dlq.errors.partition', '1'),
    h('__dlq.errors.offset', '77'),
    h('__dlq.errors.group', 'workers'),
  ]
  expect(decodeFailure(pointer)).toMatchObject({
    family: 'share-group',
    origin: { topic: 'jobs', partition: 1, offset: 77n },
    group: 'workers',
    attempts: null,
    exceptionMessage: null,
    writtenAtFailure: true,
  })
  expect(decodeFailure([...pointer, h('__dlq.errors.delivery.count', '5')]).attempts).toBe(5)
})

test('SmallRye: of duplicates the first is the newest', () => {
  expect(
    decodeFailure([
      h('dead-letter-reason', 'new reason'),
      h('dead-letter-topic', 'orders'),
      h('dead-letter-partition', '1'),
      h('dead-letter-offset', '12'),
      h('dead-letter-reason', 'stale reason'),
      h('dead-letter-offset', '3'),
    ]),
  ).toMatchObject({
    family: 'smallrye',
    origin: { topic: 'orders', partition: 1, offset: 12n },
    exceptionMessage: 'new reason',
  })
})

test('of several families the one that was written last tells the failure', () => {
  expect(
    decodeFailure([
      h('kafka_dlt-original-topic', 'payments'),
      h('__connect.errors.topic', 'payments-dlt'),
      h('__connect.errors.stage', 'TASK_PUT'),
    ]),
  ).toMatchObject({ family: 'kafka-connect', origin: { topic: 'payments-dlt' } })
})

test('nothing is known of ordinary headers, of text that is no UTF-8, and of null values', () => {
  expect(decodeFailure([h('traceparent', '00'), h('x-request', null)])).toMatchObject({ family: 'none', origin: null })
  const broken = decodeFailure([h('__connect.errors.topic', hex('ff00')), h('__connect.errors.stage', null)])
  expect(broken).toMatchObject({ family: 'kafka-connect', origin: null, stage: null })
})

test('counts earlier replays', () => {
  expect(decodeFailure([h('tailrace-replay-count', '2'), h('tailrace-replay-id', 'r/0/1')])).toMatchObject({
    replayCount: 2,
    replayId: 'r/0/1',
  })
  expect(decodeFailure([h('tailrace-replay-count', 'many')]).replayCount).toBe(0)
})

describe('Spring-named headers of others', () => {
  const named = (partition: string, offset: string) =>
    decodeFailure([
      h('kafka_dlt-original-topic', 'payments'),
      h('kafka_dlt-original-partition', partition),
      h('kafka_dlt-original-offset', offset),
      h('kafka_dlt-original-timestamp', '1700000000000'),
      h('kafka_dlt-exception-fqcn', 'ValueError'),
    ]).origin

  test('are read as decimal text where their width is not that of Spring', () => {
    expect(named('1', '3')).toEqual({ topic: 'payments', partition: 1, offset: 3n, timestamp: 1_700_000_000_000 })
    expect(named('12', '8811107')).toMatchObject({ partition: 12, offset: 8_811_107n })
    expect(named('one', '3.5')).toMatchObject({ partition: null, offset: null })
  })

  test('of -1 are unknown', () => {
    expect(named('-1', '-1')).toMatchObject({ topic: 'payments', partition: null, offset: null })
    const binary = [
      h('kafka_dlt-original-topic', 'payments'),
      h('kafka_dlt-original-partition', hex('ffffffff')),
      h('kafka_dlt-original-offset', hex('ffffffffffffffff')),
      h('kafka_dlt-exception-fqcn', 'ValueError'),
    ]
    expect(decodeFailure(binary).origin).toMatchObject({ partition: null, offset: null })
  })
})
