import { describe, expect, test } from 'vitest'
import { negotiate } from './api.ts'
import { COORDINATORS_BATCHED_FROM, findCoordinator } from './find-coordinator.ts'
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP, listOffsets, MAX_TIMESTAMP } from './list-offsets.ts'
import { listGroups } from './list-groups.ts'
import { deleteTopics } from './delete-topics.ts'
import { metadata } from './metadata.ts'
import { OFFSETS_BATCHED_FROM, offsetFetch } from './offset-fetch.ts'
import { Writer } from './writer.ts'

describe('negotiate', () => {
  test('takes the highest version both know', () => {
    expect(negotiate(metadata, { 3: { minVersion: 0, maxVersion: 13 } })).toBe(12)
    expect(negotiate(metadata, { 3: { minVersion: 0, maxVersion: 9 } })).toBe(9)
    expect(negotiate(metadata, { 3: { minVersion: 0, maxVersion: 10 } }, 10)).toBe(10)
  })

  test.each([
    [{}, undefined, 'This broker does not offer Metadata; this needs one of the versions 4 to 12 of it.'],
    [
      { 3: { minVersion: 0, maxVersion: 3 } },
      undefined,
      'in the versions 0 to 3; this needs one of the versions 4 to 12.',
    ],
    [
      { 3: { minVersion: 13, maxVersion: 15 } },
      undefined,
      'in the versions 13 to 15; this needs one of the versions 4 to 12.',
    ],
    [{ 3: { minVersion: 0, maxVersion: 11 } }, 12, 'in the versions 0 to 11; this needs version 12.'],
  ])('says what is missing %#', (broker, atLeast, message) => {
    expect(() => negotiate(metadata, broker, atLeast)).toThrowError(
      expect.objectContaining({ code: 'UNSUPPORTED_BY_BROKER', message: expect.stringContaining(message) }),
    )
  })
})

describe('errors name the API and its version', () => {
  test('bytes left over', () => {
    expect(() => listGroups.decode(Buffer.from('00000000000000ff', 'hex'), 0)).toThrow(
      "The broker's answer to ListGroups v0 cannot be read: 2 bytes are left over.",
    )
  })

  test('a number out of its range', () => {
    const request = { topics: [{ name: 't', partitions: [{ partitionIndex: 2 ** 40, timestamp: LATEST_TIMESTAMP }] }] }
    expect(() => listOffsets.encode(request, 1)).toThrowError(
      expect.objectContaining({
        code: 'INVALID_INPUT',
        message: expect.stringContaining('ListOffsets v1 cannot be sent'),
      }),
    )
  })

  test('a version outside of the description', () => {
    expect(() => metadata.encode({ topics: null }, 13)).toThrow('Metadata v13 is not described')
  })
})

test('ListOffsets asks for the largest timestamp only where the broker knows how', () => {
  const ask = (timestamp: bigint, version: number): Buffer =>
    listOffsets.encode({ topics: [{ name: 't', partitions: [{ partitionIndex: 0, timestamp }] }] }, version)
  expect(ask(EARLIEST_TIMESTAMP, 6).includes(Buffer.from('fffffffffffffffe', 'hex'))).toBe(true)
  expect(ask(MAX_TIMESTAMP, 7).includes(Buffer.from('fffffffffffffffd', 'hex'))).toBe(true)
  expect(() => ask(MAX_TIMESTAMP, 6)).toThrow('needs at least version 7')
})

test('ListGroups refuses a filter the broker would ignore', () => {
  expect(() => listGroups.encode({ typesFilter: ['share'] }, 4)).toThrow('"typesFilter" needs at least version 5')
})

test('FindCoordinator takes one key at a time before it took several', () => {
  const keys = ['a', 'b']
  expect(() => findCoordinator.encode({ keyType: 0, keys }, COORDINATORS_BATCHED_FROM)).not.toThrow()
  expect(() => findCoordinator.encode({ keyType: 0, keys }, COORDINATORS_BATCHED_FROM - 1)).toThrow(
    'one request per key',
  )
})

test('OffsetFetch takes one group at a time before it took several', () => {
  const groups = ['a', 'b'].map((groupId) => ({ groupId, topics: null }))
  expect(() => offsetFetch.encode({ groups }, OFFSETS_BATCHED_FROM)).not.toThrow()
  expect(() => offsetFetch.encode({ groups }, OFFSETS_BATCHED_FROM - 1)).toThrow('one request per group')
})

test('OffsetFetch refuses to read unstable offsets where stable ones are asked for', () => {
  const request = { groups: [{ groupId: 'a', topics: null }], requireStable: true }
  expect(() => offsetFetch.encode(request, 6)).toThrow('"requireStable" needs at least version 7')
})

test('DeleteTopics takes ids only where the broker does', () => {
  const request = { topics: [{ name: null, topicId: 'ASNFZ4mrze8AAAAAAAAAAw' }], timeoutMs: 1_000 }
  expect(() => deleteTopics.encode(request, 6)).not.toThrow()
  expect(() => deleteTopics.encode(request, 5)).toThrow('"topicId" needs at least version 6')
})

test('reads the metadata of 1,000 topics in a few milliseconds', () => {
  const body = largeMetadata(1_000, 6)
  const times: number[] = []
  for (let round = 0; round < 15; round++) {
    const start = performance.now()
    const { topics } = metadata.decode(body, 12)
    times.push(performance.now() - start)
    expect(topics.length).toBe(1_000)
    expect(topics[999]?.partitions[5]).toMatchObject({ partitionIndex: 5, isrNodes: [1, 2, 3] })
  }
  // Some 4 ms on an idle core; far above that the codec has become slow, or the machine is very busy.
  expect(Math.min(...times)).toBeLessThan(60)
})

function largeMetadata(topics: number, partitions: number): Buffer {
  const writer = new Writer()
  const text = (value: string): void => {
    writer.unsignedVarint(value.length + 1)
    writer.string(value, value.length)
  }
  const nodes = (...ids: number[]): void => {
    writer.unsignedVarint(ids.length + 1)
    for (const id of ids) writer.int32(id)
  }
  writer.unsignedVarint(0)
  writer.int32(0)
  nodes()
  text('cluster')
  writer.int32(1)
  writer.unsignedVarint(topics + 1)
  for (let topic = 0; topic < topics; topic++) {
    writer.int16(0)
    text(`orders.events.${topic}`)
    writer.bytes(Buffer.alloc(16, topic + 1))
    writer.int8(0)
    writer.unsignedVarint(partitions + 1)
    for (let partition = 0; partition < partitions; partition++) {
      writer.int16(0)
      for (const value of [partition, 1, 42]) writer.int32(value)
      nodes(1, 2, 3)
      nodes(1, 2, 3)
      nodes()
      writer.unsignedVarint(0)
    }
    writer.int32(-2147483648)
    writer.unsignedVarint(0)
  }
  writer.unsignedVarint(0)
  return writer.result()
}
