import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { createTopic, randomName } from '#testkit/broker/topics.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { addPartitionsToTxn } from './add-partitions-to-txn.ts'
import { alterShareGroupOffsets } from './alter-share-group-offsets.ts'
import type { Api } from './api.ts'
import { consumerGroupDescribe } from './consumer-group-describe.ts'
import { createPartitions } from './create-partitions.ts'
import { createTopics } from './create-topics.ts'
import { deleteGroups } from './delete-groups.ts'
import { deleteRecords } from './delete-records.ts'
import { deleteTopics } from './delete-topics.ts'
import { describeAcls } from './describe-acls.ts'
import { describeCluster } from './describe-cluster.ts'
import { describeConfigs } from './describe-configs.ts'
import { describeGroups } from './describe-groups.ts'
import { describeLogDirs } from './describe-log-dirs.ts'
import { describeProducers } from './describe-producers.ts'
import { describeQuorum } from './describe-quorum.ts'
import { describeShareGroupOffsets } from './describe-share-group-offsets.ts'
import { describeTransactions } from './describe-transactions.ts'
import { endTxn } from './end-txn.ts'
import { KAFKA_ERROR } from './error-codes.ts'
import { fetch } from './fetch.ts'
import { COORDINATORS_BATCHED_FROM, findCoordinator } from './find-coordinator.ts'
import { incrementalAlterConfigs } from './incremental-alter-configs.ts'
import { initProducerId } from './init-producer-id.ts'
import { listGroups } from './list-groups.ts'
import { EARLIEST_TIMESTAMP, listOffsets } from './list-offsets.ts'
import { listTransactions } from './list-transactions.ts'
import { metadata } from './metadata.ts'
import { offsetCommit } from './offset-commit.ts'
import { offsetDelete } from './offset-delete.ts'
import { offsetFetch } from './offset-fetch.ts'
import { produce } from './produce.ts'
import { shareGroupDescribe } from './share-group-describe.ts'
import { streamsGroupDescribe } from './streams-group-describe.ts'

/** One request and one answer at a time over a plain socket, so that nothing but the descriptions is tested. */
class Wire {
  private readonly socket: Socket
  private received = Buffer.alloc(0)
  private waiting: { resolve(body: Buffer): void; reject(error: Error): void } | undefined

  constructor(address: string) {
    const [host, port] = address.split(':')
    this.socket = connect(Number(port), host)
    this.socket.on('data', (chunk) => this.receive(chunk))
    this.socket.on('close', () =>
      this.waiting?.reject(new Error('The broker closed the connection: it did not understand.')),
    )
  }

  async send<Req, Res>(api: Api<Req, Res>, request: Req, version: number): Promise<Res> {
    const client = 'wire'
    const header = Buffer.alloc(10 + client.length)
    header.writeInt16BE(api.key, 0)
    header.writeInt16BE(version, 2)
    header.writeInt16BE(client.length, 8)
    header.write(client, 10)
    const message = Buffer.concat([header, api.encode(request, version)])
    const size = Buffer.alloc(4)
    size.writeInt32BE(message.length)
    const body = await new Promise<Buffer>((resolve, reject) => {
      this.waiting = { resolve, reject }
      this.socket.write(Buffer.concat([size, message]))
    })
    return api.decode(body, version)
  }

  close(): void {
    this.waiting = undefined
    this.socket.destroy()
  }

  private receive(chunk: Buffer): void {
    this.received = Buffer.concat([this.received, chunk])
    if (this.received.length < 4 || this.received.length < 4 + this.received.readInt32BE(0)) return
    const body = this.received.subarray(8)
    this.received = Buffer.alloc(0)
    this.waiting?.resolve(body)
  }
}

let wire: Wire
let topic: string
const group = randomName('group')
const NONE = KAFKA_ERROR.NONE

beforeAll(async () => {
  wire = new Wire(inject('bootstrapServers'))
  topic = await createTopic({ partitions: 2 })
  await ready(() =>
    wire.send(findCoordinator, { keyType: 0, keys: [group] }, 6).then((found) => found.coordinators[0]?.errorCode),
  )
  await ready(() => commit(2).then((answer) => answer.topics[0]?.partitions[0]?.errorCode))
})

afterAll(() => wire.close())

/** Waits for an internal topic which the first use creates. */
async function ready(ask: () => Promise<number | undefined>): Promise<void> {
  await vi.waitFor(async () => expect(await ask()).toBe(NONE), { timeout: 20_000, interval: 100 })
}

function commit(version: number): Promise<ReturnType<typeof offsetCommit.decode>> {
  const partitions = [{ partitionIndex: 0, committedOffset: BigInt(version), committedMetadata: null }]
  return wire.send(offsetCommit, { groupId: group, topics: [{ name: topic, partitions }] }, version)
}

/** One case per version of the API. */
function versions<Req, Res>(
  api: Api<Req, Res>,
  check: (send: (request: Req) => Promise<Res>, version: number) => Promise<void>,
): void {
  const [min, max] = api.versions
  const all = Array.from({ length: max - min + 1 }, (_, i) => min + i)
  test.each(all)(`${api.name} v%i`, (version) => check((request) => wire.send(api, request, version), version))
}

describe('cluster', () => {
  versions(metadata, async (send) => {
    const all = await send({ topics: null })
    expect(all.brokers.length).toBe(1)
    expect(all.topics.find(({ name }) => name === topic)?.partitions.length).toBe(2)
    const unknown = await send({ topics: [{ name: randomName() }] })
    expect(unknown.topics[0]?.errorCode).toBe(KAFKA_ERROR.UNKNOWN_TOPIC_OR_PARTITION)
  })
  versions(describeCluster, async (send) => {
    expect(await send({})).toMatchObject({ errorCode: NONE, brokers: [{ rack: null }] })
  })
  versions(describeQuorum, async (send) => {
    const answer = await send({ topics: [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }] })
    expect(answer.topics[0]?.partitions[0]?.currentVoters.length).toBe(1)
  })
  versions(describeLogDirs, async (send) => {
    const answer = await send({ topics: [{ topic, partitions: [0, 1] }] })
    expect(answer.results[0]?.topics[0]).toMatchObject({ name: topic, partitions: [{}, {}] })
  })
  versions(describeAcls, async (send) => {
    const any = { resourceTypeFilter: 1, patternTypeFilter: 1, operation: 1, permissionType: 1 }
    const answer = await send({ ...any, resourceNameFilter: null, principalFilter: null, hostFilter: null })
    expect(answer.errorCode).toBe(KAFKA_ERROR.SECURITY_DISABLED)
  })
})

describe('topics', () => {
  versions(describeConfigs, async (send) => {
    const resource = { resourceType: 2, resourceName: topic, configurationKeys: ['retention.ms', 'cleanup.policy'] }
    const answer = await send({ resources: [resource], includeSynonyms: true })
    expect(answer.results[0]).toMatchObject({ errorCode: NONE, resourceName: topic })
    expect(answer.results[0]?.configs.find(({ name }) => name === 'cleanup.policy')).toMatchObject({
      value: 'delete',
      configSource: 5,
    })
  })
  versions(incrementalAlterConfigs, async (send) => {
    const config = { name: 'retention.ms', configOperation: 0, value: 'no number' }
    const answer = await send({
      resources: [{ resourceType: 2, resourceName: topic, configs: [config] }],
      validateOnly: true,
    })
    expect(answer.responses[0]?.errorCode).toBe(KAFKA_ERROR.INVALID_CONFIG)
  })
  versions(createTopics, async (send, version) => {
    const name = randomName()
    const configs = [{ name: 'retention.ms', value: '60000' }]
    const shape = { name, numPartitions: 3, replicationFactor: 1, configs }
    const checked = await send({ topics: [shape], timeoutMs: 5_000, validateOnly: true })
    expect(checked.topics[0]).toMatchObject({ name, errorCode: NONE })
    const absent = await wire.send(metadata, { topics: [{ name }] }, 12)
    expect(absent.topics[0]?.errorCode).toBe(KAFKA_ERROR.UNKNOWN_TOPIC_OR_PARTITION)
    const created = await send({ topics: [shape], timeoutMs: 5_000 })
    expect(created.topics[0]).toMatchObject({ errorCode: NONE, ...(version >= 5 ? { numPartitions: 3 } : {}) })
    const again = await send({ topics: [shape], timeoutMs: 5_000 })
    expect(again.topics[0]?.errorCode).toBe(KAFKA_ERROR.TOPIC_ALREADY_EXISTS)
  })
  versions(createPartitions, async (send) => {
    const answer = await send({ topics: [{ name: topic, count: 1 }], timeoutMs: 5_000, validateOnly: true })
    expect(answer.results[0]).toMatchObject({ name: topic, errorCode: KAFKA_ERROR.INVALID_PARTITIONS })
  })
  versions(deleteTopics, async (send, version) => {
    const unknown = await send({ topics: [{ name: randomName() }], timeoutMs: 5_000 })
    expect(unknown.responses[0]?.errorCode).toBe(KAFKA_ERROR.UNKNOWN_TOPIC_OR_PARTITION)
    const name = await createTopic()
    const known = await wire.send(metadata, { topics: [{ name }] }, 12)
    const topicId = known.topics[0]?.topicId ?? null
    const answer = await send({ topics: [version >= 6 ? { name: null, topicId } : { name }], timeoutMs: 5_000 })
    expect(answer.responses[0]).toMatchObject({ name, errorCode: NONE })
  })
})

describe('records', () => {
  const record = { key: null, value: Buffer.from('tailrace'), headers: [], timestamp: 1_700_000_000_000 }

  versions(produce, async (send) => {
    const partitionData = [{ index: 0, records: encodeBatch({ records: [record] }) }]
    const answer = await send({ acks: -1, timeoutMs: 5_000, topicData: [{ name: topic, partitionData }] })
    expect(answer.responses[0]).toMatchObject({ name: topic, partitionResponses: [{ index: 0, errorCode: NONE }] })
  })
  versions(listOffsets, async (send) => {
    const partitions = [{ partitionIndex: 0, timestamp: EARLIEST_TIMESTAMP }]
    const answer = await send({ isolationLevel: 1, topics: [{ name: topic, partitions }] })
    expect(answer.topics[0]?.partitions[0]).toMatchObject({ errorCode: NONE, offset: 0n })
  })
  versions(fetch, async (send) => {
    const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 100_000 }]
    const limits = { maxWaitMs: 0, minBytes: 0, maxBytes: 1_000_000, isolationLevel: 1 }
    const partition = (await send({ ...limits, topics: [{ topic, partitions }] })).responses[0]?.partitions[0]
    expect(partition).toMatchObject({ errorCode: NONE, logStartOffset: expect.anything() })
    expect(partition?.highWatermark).toBeGreaterThan(0n)
    expect(partition?.records?.includes('tailrace')).toBe(true)
  })
  versions(deleteRecords, async (send) => {
    const answer = await send({
      topics: [{ name: topic, partitions: [{ partitionIndex: 1, offset: -1n }] }],
      timeoutMs: 5_000,
    })
    expect(answer.topics[0]?.partitions[0]).toMatchObject({ errorCode: NONE, lowWatermark: 0n })
  })
})

describe('groups', () => {
  versions(findCoordinator, async (send, version) => {
    const keys = version >= COORDINATORS_BATCHED_FROM ? [group, 'other'] : [group]
    const answer = await send({ keyType: 0, keys })
    expect(answer.coordinators.length).toBe(keys.length)
    expect(answer.coordinators[0]).toMatchObject({ errorCode: NONE, host: '127.0.0.1' })
  })
  versions(offsetCommit, async (_send, version) => {
    const answer = await commit(version)
    expect(answer.topics[0]?.partitions[0]).toEqual({ partitionIndex: 0, errorCode: NONE })
  })
  versions(offsetFetch, async (send, version) => {
    await commit(9)
    const answer = await send({ groups: [{ groupId: group, topics: null }] })
    expect(answer.groups[0]).toMatchObject({ groupId: version >= 8 ? group : '', errorCode: NONE })
    expect(answer.groups[0]?.topics[0]?.partitions[0]).toMatchObject({ committedOffset: 9n, metadata: '' })
    const one = await send({ groups: [{ groupId: group, topics: [{ name: topic, partitionIndexes: [0, 1] }] }] })
    expect(one.groups[0]?.topics[0]?.partitions.map(({ committedOffset }) => committedOffset).toSorted()).toEqual([
      -1n,
      9n,
    ])
  })
  versions(listGroups, async (send, version) => {
    const found = (await send({})).groups.find(({ groupId }) => groupId === group)
    expect(found).toEqual({
      groupId: group,
      protocolType: '',
      groupState: version >= 4 ? 'Empty' : null,
      groupType: version >= 5 ? 'classic' : null,
    })
  })
  versions(describeGroups, async (send, version) => {
    const answer = await send({ groups: [group, 'absent'] })
    const byId = (id: string): unknown => answer.groups.find(({ groupId }) => groupId === id)
    expect(byId(group)).toMatchObject({ errorCode: NONE, groupState: 'Empty', members: [] })
    const errorCode = version >= 6 ? KAFKA_ERROR.GROUP_ID_NOT_FOUND : NONE
    expect(byId('absent')).toMatchObject({ errorCode, groupState: 'Dead' })
  })
  for (const api of [consumerGroupDescribe, shareGroupDescribe, streamsGroupDescribe]) {
    versions<{ groupIds: string[] }, { groups: { errorCode: number; groupId: string }[] }>(api, async (send) => {
      const answer = await send({ groupIds: ['absent'] })
      expect(answer.groups[0]).toMatchObject({ errorCode: KAFKA_ERROR.GROUP_ID_NOT_FOUND, groupId: 'absent' })
    })
  }
  versions(describeShareGroupOffsets, async (send) => {
    const all = await send({ groups: [{ groupId: 'absent', topics: null }] })
    expect(all.groups[0]).toMatchObject({ errorCode: NONE, topics: [] })
    const one = await send({ groups: [{ groupId: 'absent', topics: [{ topicName: topic, partitions: [0] }] }] })
    expect(one.groups[0]?.topics[0]?.partitions[0]).toMatchObject({ errorCode: NONE, startOffset: -1n })
  })
  versions(alterShareGroupOffsets, async (send) => {
    const partitions = [{ partitionIndex: 0, startOffset: 1n }]
    const answer = await send({ groupId: group, topics: [{ topicName: topic, partitions }] })
    expect(answer.errorCode).toBe(KAFKA_ERROR.GROUP_ID_NOT_FOUND)
  })
  versions(offsetDelete, async (send) => {
    const answer = await send({ groupId: group, topics: [{ name: topic, partitions: [{ partitionIndex: 0 }] }] })
    expect(answer).toMatchObject({ errorCode: NONE, topics: [{ name: topic, partitions: [{ errorCode: NONE }] }] })
  })
  versions(deleteGroups, async (send) => {
    await commit(9)
    const answer = await send({ groupsNames: [group, 'absent'] })
    const errors = Object.fromEntries(answer.results.map(({ groupId, errorCode }) => [groupId, errorCode]))
    expect(errors).toEqual({ [group]: NONE, absent: KAFKA_ERROR.GROUP_ID_NOT_FOUND })
  })
})

describe('transactions', () => {
  const transactionalId = randomName('txn')
  const start = { transactionalId, transactionTimeoutMs: 10_000 }

  beforeAll(async () => {
    await ready(() =>
      wire
        .send(findCoordinator, { keyType: 1, keys: [transactionalId] }, 6)
        .then((found) => found.coordinators[0]?.errorCode),
    )
    await ready(() => wire.send(initProducerId, start, 5).then((answer) => answer.errorCode))
  })

  versions(initProducerId, async (send) => {
    const answer = await send({ transactionalId: null, transactionTimeoutMs: 0 })
    expect(answer).toMatchObject({ errorCode: NONE, producerEpoch: 0 })
    expect(answer.producerId).toBeGreaterThanOrEqual(0n)
  })
  versions(addPartitionsToTxn, async (send) => {
    const { producerId, producerEpoch } = await wire.send(
      initProducerId,
      { ...start, transactionalId: randomName('txn') },
      5,
    )
    const answer = await send({
      transactionalId,
      producerId,
      producerEpoch,
      topics: [{ name: topic, partitions: [1] }],
    })
    const resultsByPartition = [{ partitionIndex: 1, partitionErrorCode: KAFKA_ERROR.INVALID_PRODUCER_ID_MAPPING }]
    expect(answer.resultsByTopic).toEqual([{ name: topic, resultsByPartition }])
  })
  versions(endTxn, async (send) => {
    const id = randomName('txn')
    const { producerId, producerEpoch } = await wire.send(initProducerId, { ...start, transactionalId: id }, 5)
    const producer = { transactionalId: id, producerId, producerEpoch }
    const added = await wire.send(addPartitionsToTxn, { ...producer, topics: [{ name: topic, partitions: [1] }] }, 3)
    expect(added.resultsByTopic[0]?.resultsByPartition[0]?.partitionErrorCode).toBe(NONE)
    const described = await wire.send(describeTransactions, { transactionalIds: [id] }, 0)
    expect(described.transactionStates[0]).toMatchObject({
      transactionState: 'Ongoing',
      topics: [{ topic, partitions: [1] }],
    })
    expect(await send({ ...producer, committed: false })).toMatchObject({ errorCode: NONE })
  })
  versions(describeTransactions, async (send) => {
    const answer = await send({ transactionalIds: [transactionalId, 'absent'] })
    const byId = (id: string): unknown => answer.transactionStates.find((state) => state.transactionalId === id)
    expect(byId(transactionalId)).toMatchObject({
      errorCode: NONE,
      transactionState: 'Empty',
      transactionTimeoutMs: 10_000,
    })
    expect(byId('absent')).toMatchObject({ errorCode: KAFKA_ERROR.TRANSACTIONAL_ID_NOT_FOUND })
  })
  versions(listTransactions, async (send) => {
    const answer = await send({ stateFilters: ['Empty', 'Nonsense'] })
    expect(answer.unknownStateFilters).toEqual(['Nonsense'])
    expect(answer.transactionStates.map((state) => state.transactionalId)).toContain(transactionalId)
  })
  versions(describeProducers, async (send) => {
    const answer = await send({ topics: [{ name: topic, partitionIndexes: [0, 1, 7] }] })
    expect(answer.topics[0]?.partitions.map(({ errorCode }) => errorCode).toSorted((a, b) => a - b)).toEqual([
      NONE,
      NONE,
      KAFKA_ERROR.UNKNOWN_TOPIC_OR_PARTITION,
    ])
  })
})
