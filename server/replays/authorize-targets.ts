import type { ReplayBody } from '#lib/contract/replays.ts'
import { authorize } from '#server/auth/authorize.ts'
import { topicResource } from '#server/auth/guard-topic.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { JobDefinition } from '#server/replay-ledger/job.ts'
import type { PlannedReplay } from './plan-replay.ts'
import { targetClusterOf } from '#server/replay-ledger/target-cluster.ts'

type Asking = Pick<ClusterCtx, 'cluster' | 'actor'>

/**
 * `deadLetter.replay` sends records back unchanged. A topic of choice, and one that nothing but headers says they come from, is written to
 * like any other: with `record.produce` there. @throws AppError FORBIDDEN, INVALID_INPUT
 */
export async function authorizeTargets(
  ctx: Asking,
  { source, target, options }: Pick<ReplayBody, 'source' | 'target' | 'options'>,
): Promise<void> {
  authorize(ctx, 'deadLetter.replay', await topicResource(ctx, source.topic))
  const named = 'topic' in target ? [target.topic] : (options.extraTargets ?? [])
  const cluster = targetClusterOf(ctx.cluster, target)
  for (const topic of named) await authorizeProduce(ctx, cluster, topic)
}

/** What only shows once the records were read: edited ones are other records, and pointers carry the data of their originals. */
export function authorizePlan(
  ctx: Asking,
  { options }: Pick<ReplayBody, 'options'>,
  { report, target, originals }: Pick<PlannedReplay, 'report' | 'target' | 'originals'>,
): void {
  const cluster = target.config.id
  if (options.edits && options.edits.length > 0)
    for (const topic of new Set(report.targets.map(({ topic }) => topic)))
      authorize(ctx, 'record.produce', { kind: 'topic', topic, cluster })
  for (const topic of originals) authorize(ctx, 'record.view', { kind: 'topic', topic })
}

/**
 * Whoever approves a replay lets happen what was asked for, so they need every permission that asking took, as roles stand now.
 * @throws AppError FORBIDDEN
 */
export async function authorizeApproval(
  ctx: Asking,
  { source, target, options, topics, originals }: JobDefinition,
): Promise<void> {
  authorize(ctx, 'record.view', { kind: 'topic', topic: source.topic })
  await authorizeTargets(ctx, { source, target, options })
  const cluster = targetClusterOf(ctx.cluster, target)
  if (options.edits && options.edits.length > 0)
    for (const topic of Object.keys(topics)) await authorizeProduce(ctx, cluster, topic)
  for (const topic of originals) authorize(ctx, 'record.view', { kind: 'topic', topic })
}

async function authorizeProduce(ctx: Asking, cluster: KafkaCluster, topic: string): Promise<void> {
  const place = cluster === ctx.cluster ? {} : { cluster: cluster.config.id }
  authorize(ctx, 'record.produce', { ...(await topicResource({ cluster }, topic)), ...place })
}
