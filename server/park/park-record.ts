import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { parkRecord as contract } from '#lib/contract/park.ts'
import { AppError, invalid } from '#lib/errors.ts'
import { audited } from '#server/audit/record-audit.ts'
import { authorize } from '#server/auth/authorize.ts'
import { guardTopicWrite, topicResource } from '#server/auth/guard-topic.ts'
import { rememberChange } from '#server/group-offsets/undo-store.ts'
import { writeOffsets } from '#server/group-offsets/write-offsets.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { inferPartitioner, partitionFor } from '#server/search/partitioner/infer-partitioner.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { parkHeaders } from './park-headers.ts'
import { findStuck } from './stuck-record.ts'

type Answer = z.input<typeof contract.output>

/**
 * Copies the record a group is stuck at to another topic, byte for byte and with its provenance, and then commits the offset behind it: where
 * the second step fails the copy is there, and nothing is lost. @throws AppError CONFLICT where the group is live, or stands elsewhere by now
 */
export async function parkRecord(ctx: ClusterCtx, input: InputOf<typeof contract>): Promise<Answer> {
  const { group, topic, partition, offset, to, reason, force } = input
  const details = { topic, partition, offset, to, forced: force }
  await guardTopicWrite(ctx, { topic: to, permission: 'record.produce' })
  authorize(ctx, 'record.view', await topicResource(ctx, topic))
  return audited(ctx, { action: 'group.park', target: group, reason, details }, () => park(ctx, input))
}

async function park({ cluster, actor, signal }: ClusterCtx, input: InputOf<typeof contract>): Promise<Answer> {
  const { group, topic, partition, to } = input
  if (to === topic) throw invalid('to', 'is the topic itself: the group would read the record again')
  const { target, refusal, committed, found } = await findStuck(cluster, input, signal)
  if (refusal && !(refusal.forcible && input.force)) throw new AppError('CONFLICT', refusal.text)
  if (found?.record.offset !== BigInt(input.offset))
    throw new AppError(
      'CONFLICT',
      `${group} does not stand at offset ${input.offset} any more, but ${found ? `at ${found.record.offset}` : 'at the end'}: look again.`,
    )
  const { record } = found
  const destination = await cluster.topic(to, { maxAgeMs: 1_000 })
  const count = destination.partitions.length
  const copyPartition =
    record.key === null
      ? partition % count
      : partitionFor(await inferPartitioner(cluster, destination, signal), record.key, count)
  const headers = parkHeaders({ group, topic, partition, record, by: actor.name, reason: input.reason })
  const copied = {
    key: record.key,
    value: record.value,
    headers: [...record.headers, ...headers],
    timestamp: Date.now(),
  }
  const batch = encodeBatch({ records: [copied], compression: 'none' })
  const before = target.committed.get(topic)?.get(partition)
  const after = record.offset + 1n
  const changeId = randomUUID()
  await rememberChange(cluster, {
    changeId,
    group,
    at: Date.now(),
    by: actor.name,
    partitions: [
      { topic, partition, before: String(committed), metadata: before?.metadata ?? null, after: String(after) },
    ],
  })
  const { baseOffset } = await appendBatch(cluster, { topic: to, partition: copyPartition }, batch)
  await writeOffsets(cluster, target.listed, [{ topic, partition, offset: after, metadata: '' }])
  await lagSampler(cluster).resample()
  return {
    changeId,
    before: String(committed),
    after: String(after),
    copy: { topic: to, partition: copyPartition, offset: String(baseOffset) },
  }
}
