import { expect, test } from 'vitest'
import { retryDueAt, retryHeaders, retryOrigin, springHeaders, withoutSpringHeaders } from './spring-headers.ts'

const origin = {
  topic: 'payments',
  partition: 2,
  offset: 258n,
  timestamp: 1_795_210_827_272n,
  group: 'payment-service',
}
const failure = { exceptionClass: 'E', causeClass: 'C', message: 'm', stackTrace: 's', transient: false }

test('numbers are big-endian: 4 bytes for a partition, 8 for offset and timestamp', () => {
  const headers = springHeaders('kafka_dlt-', origin, failure)
  expect(headers['kafka_dlt-original-partition']).toEqual(Buffer.from('00000002', 'hex'))
  expect(headers['kafka_dlt-original-offset']).toEqual(Buffer.from('0000000000000102', 'hex'))
  expect(headers['kafka_dlt-original-timestamp']).toEqual(Buffer.from('000001a1fae75608', 'hex'))
})

test('times of the retry topics are as short as a BigInteger, with a sign byte where it needs one', () => {
  const headers = retryHeaders(2, 255n, 1_795_210_827_272)
  expect(headers['retry_topic-original-timestamp']).toEqual(Buffer.from('00ff', 'hex'))
  expect(headers['retry_topic-backoff-timestamp']).toEqual(Buffer.from('01a1fae75608', 'hex'))
  expect(headers['retry_topic-attempts']).toEqual(Buffer.from('00000002', 'hex'))
})

test('the origin and the due time of a retried record come back from its headers', () => {
  const headers = {
    ...springHeaders('kafka_', origin, failure),
    ...retryHeaders(2, origin.timestamp, 1_795_210_829_272),
  }
  expect(retryOrigin(headers)).toEqual(origin)
  expect(retryDueAt({ headers })).toBe(1_795_210_829_272)
  expect(withoutSpringHeaders({ own: 'x', ...headers })).toEqual({ own: 'x' })
})
