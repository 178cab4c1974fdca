import type { DeletedRecords, deleteRecords as contract } from '#lib/contract/topics.ts'
import { AppError, invalid } from '#lib/errors.ts'
import { audited } from '#server/audit/record-audit.ts'
import { guardTopicWrite } from '#server/auth/guard-topic.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { readTopicConfigs } from '#server/kafka/admin/read-configs.ts'
import { leaderOf } from '#server/kafka/connection/cluster-metadata.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { offsetOf, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { deleteRecords as api } from '#server/kafka/protocol/delete-records.ts'
import { KAFKA_ERROR, throwIfError } from '#server/kafka/protocol/error-codes.ts'

const BROKER_TIMEOUT_MS = 20_000

interface Cut {
  partition: number
  before: bigint
  start: bigint
}

/**
 * Deletes the records before an offset of each partition, or before a time in all of them; with `dryRun` only says how many there are. Records
 * can only be deleted from the front. @throws AppError INVALID_INPUT for an offset beyond the end, CONFLICT for a compacted topic
 */
export async function deleteRecords(
  ctx: ClusterCtx,
  input: InputOf<typeof contract>,
): Promise<{ partitions: DeletedRecords[] }> {
  const { topic: target, reason, partitions, beforeTimestamp } = input
  await guardTopicWrite(ctx, { topic: target, permission: 'record.delete', confirm: input.confirm })
  if (await isOnlyCompacted(ctx.cluster, target)) throw compacted(target)
  const cuts = await planCuts(ctx.cluster, input)
  if (input.dryRun) return { partitions: cuts.map((cut) => describe(cut, cut.before)) }
  const details = { partitions, beforeTimestamp }
  return audited(ctx, { action: 'records.delete', target, reason, details }, async () => {
    const done: DeletedRecords[] = []
    for (const cut of cuts) done.push(describe(cut, await cutBefore(ctx.cluster, target, cut)))
    return { partitions: done }
  })
}

/** False, too, where this user may not read the configuration: then the broker refuses. */
async function isOnlyCompacted(cluster: KafkaCluster, topic: string): Promise<boolean> {
  const configs = await readTopicConfigs(cluster, [topic], ['cleanup.policy']).catch(() => null)
  return configs?.get(topic)?.get('cleanup.policy') === 'compact'
}

function compacted(topic: string): AppError {
  return new AppError(
    'CONFLICT',
    `${topic} is compacted (cleanup.policy=compact): Kafka deletes no records from the front of such a topic. ` +
      'Add delete to its cleanup policy, or write tombstones for the keys that have to go.',
  )
}

function describe({ partition, before, start }: Cut, logStartOffset: bigint): DeletedRecords {
  return {
    partition,
    beforeOffset: before.toString(),
    records: (before - start).toString(),
    logStartOffset: logStartOffset.toString(),
  }
}

async function planCuts(cluster: KafkaCluster, input: InputOf<typeof contract>): Promise<Cut[]> {
  const { topic: name, partitions: asked, beforeTimestamp } = input
  if ((asked === undefined) === (beforeTimestamp === undefined)) {
    throw invalid('partitions', 'give either partitions with offsets, or beforeTimestamp')
  }
  const topic = await cluster.topic(name, { maxAgeMs: 2_000 })
  const numbers = asked?.map(({ partition }) => partition) ?? topic.partitions.map(({ partition }) => partition)
  const wanted = new Map([[name, numbers]])
  const [starts, ends, byTime] = await Promise.all([
    readOffsets(cluster, wanted, 'earliest'),
    readOffsets(cluster, wanted, 'latest'),
    beforeTimestamp === undefined ? null : readOffsets(cluster, wanted, BigInt(beforeTimestamp)),
  ])
  return numbers.map((partition, index) => {
    const start = offsetOf(starts, name, partition).offset
    const end = offsetOf(ends, name, partition).offset
    const found = byTime ? offsetOf(byTime, name, partition).offset : BigInt(asked?.[index]?.beforeOffset ?? 0)
    const before = byTime && found < 0n ? end : found
    if (before > end || before < 0n) {
      throw invalid(
        `partitions.${index}.beforeOffset`,
        `${before} is not in partition ${partition}, which ends at ${end}`,
      )
    }
    return { partition, start, before: before < start ? start : before }
  })
}

async function cutBefore(cluster: KafkaCluster, topic: string, { partition, before }: Cut): Promise<bigint> {
  const leader = leaderOf(await cluster.topic(topic), partition)
  const { topics } = await cluster.send(
    leader,
    api,
    {
      topics: [{ name: topic, partitions: [{ partitionIndex: partition, offset: before }] }],
      timeoutMs: BROKER_TIMEOUT_MS,
    },
    { timeoutMs: BROKER_TIMEOUT_MS + 5_000 },
  )
  const result = topics[0]?.partitions[0]
  // Kafka's only reason for it here; the policy was changed a moment ago, or may not be read.
  if (result?.errorCode === KAFKA_ERROR.POLICY_VIOLATION) throw compacted(topic)
  throwIfError(result?.errorCode ?? -1, `Could not delete records of ${topic}, partition ${partition}`)
  return result?.lowWatermark ?? before
}
