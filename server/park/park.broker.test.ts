import { afterAll, expect, inject, test } from 'vitest'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { undoOffsets } from '#server/group-offsets/undo-offsets.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { offsetCommit } from '#server/kafka/protocol/offset-commit.ts'
import { decodeFailure } from '#server/dead-letters/decode-failure.ts'
import { findRecord } from '#server/records/find-record.ts'
import { loadTarget } from '#server/group-offsets/load-target.ts'
import { parkRecord } from './park-record.ts'
import { previewPark } from './preview-park.ts'

const ctx = testContext(inject('bootstrapServers'))
const kafka = testKafka()
afterAll(() => ctx.cluster.close())

const call = <Input>(input: object) => ({ cluster: 'test', ...input }) as Input
const preview = (input: object) => previewPark(ctx, call<Parameters<typeof previewPark>[1]>(input))
const park = (input: object) =>
  parkRecord(ctx, call<Parameters<typeof parkRecord>[1]>({ reason: 'cannot be read', force: true, ...input }))

async function commit(group: string, topic: string, offset: bigint): Promise<void> {
  await expect
    .poll(
      async () => {
        ctx.cluster.forgetCoordinator('group', group)
        const { topics } = await ctx.cluster.send(await ctx.cluster.coordinator('group', group), offsetCommit, {
          groupId: group,
          topics: [
            { name: topic, partitions: [{ partitionIndex: 0, committedOffset: offset, committedMetadata: 'mine' }] },
          ],
        })
        return topics[0]?.partitions[0]?.errorCode
      },
      { timeout: 20_000 },
    )
    .toBe(0)
}

const committedAt = async (group: string, topic: string) =>
  (await loadTarget(ctx.cluster, group)).committed.get(topic)?.get(0)

test('a poison record is shown, copied with its provenance, passed, and the group can be put back', async () => {
  const topic = await createTopic()
  const dlq = await createTopic({ topic: `${topic}-dlq`, partitions: 3 })
  const producer = kafka.producer()
  await producer.connect()
  const value = Buffer.from('{"amount":')
  const messages = [{ value: 'good' }, { key: 'ord-4', value, headers: { source: 'web' } }, { value: 'good' }]
  await producer.send({ topic, messages })
  await producer.disconnect()
  const group = randomName('stuck')
  await commit(group, topic, 1n)

  const seen = await preview({ group, topic, partition: 0 })
  expect(seen).toMatchObject({
    committedOffset: '1',
    after: '2',
    record: { offset: '1', value: { text: '{"amount":' } },
  })
  expect(seen.suggestions[0]).toBe(dlq)

  const done = await park({ group, topic, partition: 0, offset: '1', to: dlq })
  expect(done).toMatchObject({ before: '1', after: '2', copy: { topic: dlq, offset: '0' } })
  expect(await committedAt(group, topic)).toMatchObject({ offset: 2n })
  const { record } = await findRecord(
    ctx.cluster,
    { topic: dlq, partition: done.copy.partition, offset: 0n },
    { isolation: 'committed', signal: ctx.signal },
  )
  expect(record.key?.toString()).toBe('ord-4')
  expect(record.value?.equals(value)).toBe(true)
  expect(record.headers[0]).toMatchObject({ name: Buffer.from('source'), value: Buffer.from('web') })
  expect(decodeFailure(record.headers)).toMatchObject({
    family: 'parked',
    origin: { topic, partition: 0, offset: 1n },
    group,
    exceptionMessage: 'cannot be read',
  })

  await undoOffsets(ctx, call({ group, changeId: done.changeId, reason: 'a test' }))
  expect(await committedAt(group, topic)).toMatchObject({ offset: 1n, metadata: 'mine' })
})

test('nothing is copied where the group stands elsewhere, is at the end, or the target is not there', async () => {
  const topic = await createTopic()
  const dlq = await createTopic({ topic: `${topic}-dlq` })
  const producer = kafka.producer()
  await producer.connect()
  await producer.send({ topic, messages: [{ value: 'one' }] })
  await producer.disconnect()
  const group = randomName('stuck')
  await commit(group, topic, 0n)
  const stuck = { group, topic, partition: 0 }
  await expect(park({ ...stuck, offset: '5', to: dlq })).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(park({ ...stuck, offset: '0', to: topic })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await expect(park({ ...stuck, offset: '0', to: randomName('absent') })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(preview({ ...stuck, partition: 7 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await commit(group, topic, 1n)
  expect(await preview(stuck)).toMatchObject({ record: null, after: null })
  await expect(park({ ...stuck, offset: '0', to: dlq })).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await committedAt(group, topic)).toMatchObject({ offset: 1n })
  const { record } = await findRecord(
    ctx.cluster,
    { topic: dlq, partition: 0, offset: 0n },
    { isolation: 'committed', signal: ctx.signal },
  ).catch(() => ({ record: null }))
  expect(record).toBeNull()
})
