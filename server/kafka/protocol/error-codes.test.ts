import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isAppError } from '#lib/errors.ts'
import { brokerError, KAFKA_ERROR, kafkaError, throwIfError } from './error-codes.ts'

const golden = readFileSync(new URL('./golden/errors.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n')

test('the table is that of Kafka', () => {
  const ours = Object.values(KAFKA_ERROR)
    .map((code) => kafkaError(code))
    .map(({ code, name, retriable }) => `${code} ${name} ${retriable}`)
  expect(ours).toEqual(golden)
})

describe('throwIfError', () => {
  test('passes no error', () => {
    expect(() => throwIfError(0, 'Could not sleep')).not.toThrow()
  })

  test('names the error, what was tried, what it means and what the broker says', () => {
    expect(() => throwIfError(38, 'Could not create topic "orders"', 'Unable to replicate 3 times.')).toThrow(
      'INVALID_REPLICATION_FACTOR: Could not create topic "orders". The replication factor is below 1 or above the number of ' +
        'brokers. The broker says: Unable to replicate 3 times.',
    )
  })

  test.each([
    'Request Request(processor=1, connectionId=10.0.0.7:9092-10.0.0.9:51234-0, session=Session(User:app,10.0.0.9)) is not authorized.',
    'Unexpected error\n\tat kafka.server.KafkaApis.handle(KafkaApis.scala:181)',
    'Could not append MemoryRecords@5f2a11bc',
    'TopicPartitionRecord[topic=orders, partition=1] has no leader',
  ])('never passes on what a broker prints of its own objects: %s', (text) => {
    expect(brokerError(31, 'Listing the ACLs', text).message).toBe(brokerError(31, 'Listing the ACLs').message)
  })

  test.each([
    'Invalid value -5 for configuration retention.ms: Value must be at least -1',
    "Topic name 'a..b' (length=4) is not allowed",
    'Topic replication factor must be <= 2 [policy: team-a]',
  ])('passes on what a person or a policy wrote: %s', (text) => {
    expect(brokerError(40, 'Creating t', text).message).toContain(`The broker says: ${text}`)
  })

  test.each([
    ['UNKNOWN_TOPIC_OR_PARTITION', 'NOT_FOUND'],
    ['GROUP_ID_NOT_FOUND', 'NOT_FOUND'],
    ['UNKNOWN_TOPIC_ID', 'NOT_FOUND'],
    ['TOPIC_ALREADY_EXISTS', 'CONFLICT'],
    ['NON_EMPTY_GROUP', 'CONFLICT'],
    ['INVALID_CONFIG', 'INVALID_INPUT'],
    ['INVALID_REQUEST', 'INVALID_INPUT'],
    ['REQUEST_TIMED_OUT', 'BROKER_TIMEOUT'],
    ['UNSUPPORTED_VERSION', 'UNSUPPORTED_BY_BROKER'],
    ['POLICY_VIOLATION', 'BROKER_REJECTED'],
  ] as const)('%s is told as %s', (name, code) => {
    expect(brokerError(KAFKA_ERROR[name], 'Could not').code).toBe(code)
  })

  test('every missing authorization is FORBIDDEN', () => {
    const names = Object.keys(KAFKA_ERROR).filter((name) => name.endsWith('_AUTHORIZATION_FAILED'))
    expect(names.length).toBe(5)
    for (const name of names)
      expect(brokerError(KAFKA_ERROR[name as keyof typeof KAFKA_ERROR], '').code).toBe('FORBIDDEN')
  })

  test('an error newer than the table is told by its number', () => {
    const error = brokerError(999, 'Could not list groups')
    expect(isAppError(error) && error.code).toBe('BROKER_REJECTED')
    expect(error.message).toContain('ERROR_999: Could not list groups.')
    expect(error.cause).toMatchObject({ code: 999, retriable: false })
  })
})
