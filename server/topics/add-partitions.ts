import type { addPartitions as contract } from '#lib/contract/topics.ts'
import { invalid } from '#lib/errors.ts'
import { audited } from '#server/audit/record-audit.ts'
import { guardTopicWrite } from '#server/auth/guard-topic.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { createPartitions } from '#server/kafka/protocol/create-partitions.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'

const BROKER_TIMEOUT_MS = 20_000

/** Adds partitions until there are `count`. @throws AppError INVALID_INPUT when there are as many already */
export async function addPartitions(ctx: ClusterCtx, input: InputOf<typeof contract>): Promise<{ partitions: number }> {
  const { topic: target, reason } = input
  await guardTopicWrite(ctx, { topic: target, permission: 'topic.alter', confirm: input.confirm })
  return audited(ctx, { action: 'topic.addPartitions', target, reason, details: { count: input.count } }, () =>
    add(ctx, input),
  )
}

async function add({ cluster }: ClusterCtx, input: InputOf<typeof contract>): Promise<{ partitions: number }> {
  const { topic: name, count } = input
  const { partitions } = await cluster.topic(name, { maxAgeMs: 0 })
  if (count <= partitions.length) {
    throw invalid('count', `${name} has ${partitions.length} partitions already; partitions cannot be taken away`)
  }
  const { results } = await cluster.send(
    'controller',
    createPartitions,
    { topics: [{ name, count }], timeoutMs: BROKER_TIMEOUT_MS },
    { repeatable: false, timeoutMs: BROKER_TIMEOUT_MS + 5_000 },
  )
  const [result] = results
  throwIfError(result?.errorCode ?? -1, `Could not add partitions to ${name}`, result?.errorMessage ?? null)
  await cluster.metadata({ maxAgeMs: 0 })
  return { partitions: count }
}
