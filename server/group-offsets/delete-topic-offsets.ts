import type { deleteTopicOffsets as contract } from '#lib/contract/group-offsets.ts'
import { AppError } from '#lib/errors.ts'
import { audited } from '#server/audit/record-audit.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { forgetShareTopic } from './forget-share-topic.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { loadTarget } from './load-target.ts'
import { writeOffsets } from './write-offsets.ts'

/** Deletes what a group has committed on one topic. The broker refuses it while a member is subscribed to that topic. @throws AppError */
export async function deleteTopicOffsets(
  ctx: ClusterCtx,
  { group, topic, reason }: InputOf<typeof contract>,
): Promise<{ done: true }> {
  const details = { topic }
  return audited(ctx, { action: 'group.offsets.delete', target: group, reason, details }, () =>
    remove(ctx, group, topic),
  )
}

async function remove({ cluster }: ClusterCtx, group: string, topic: string): Promise<{ done: true }> {
  const { listed, committed } = await loadTarget(cluster, group)
  const partitions = [...(committed.get(topic)?.keys() ?? [])]
  if (listed.type === 'share') {
    await forgetShareTopic(cluster, listed, topic)
    await lagSampler(cluster).resample()
    return { done: true }
  }
  if (partitions.length === 0) throw new AppError('NOT_FOUND', `${group} has committed nothing on ${topic}.`)
  await writeOffsets(
    cluster,
    listed,
    partitions.map((partition) => ({ topic, partition, offset: null, metadata: null })),
  )
  await lagSampler(cluster).resample()
  return { done: true }
}
