import type { z } from 'zod'
import type { undoOffsets as contract } from '#lib/contract/group-offsets.ts'
import { AppError } from '#lib/errors.ts'
import { audited } from '#server/audit/record-audit.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { loadTarget, refusalOf } from './load-target.ts'
import { forgetChange, recallChange } from './undo-store.ts'
import { writeOffsets } from './write-offsets.ts'

type Answer = z.input<typeof contract.output>

/** Puts offsets and metadata back as they were before a change, unless somebody moved them since. @throws AppError NOT_FOUND, CONFLICT */
export async function undoOffsets(ctx: ClusterCtx, input: InputOf<typeof contract>): Promise<Answer> {
  const { group, reason, changeId } = input
  return audited(ctx, { action: 'group.offsets.undo', target: group, reason, details: { changeId } }, () =>
    undo(ctx, input),
  )
}

async function undo({ cluster }: ClusterCtx, { group, changeId }: InputOf<typeof contract>): Promise<Answer> {
  const change = await recallChange(cluster, changeId)
  if (change?.group !== group) {
    throw new AppError(
      'NOT_FOUND',
      `There is no change ${changeId} of ${group} to undo: it was undone already, or never made.`,
    )
  }
  const target = await loadTarget(cluster, group)
  const refusal = refusalOf(cluster, target)
  if (refusal) throw new AppError('CONFLICT', refusal.text)
  for (const { topic, partition, after } of change.partitions) {
    const now = target.committed.get(topic)?.get(partition)?.offset?.toString() ?? null
    if (now === after) continue
    throw new AppError(
      'CONFLICT',
      `The position on ${topic}/${partition} is ${now ?? 'not committed'} and not ${after ?? 'absent'} as the change left it: somebody moved it since, so it is not put back.`,
    )
  }
  await writeOffsets(
    cluster,
    target.listed,
    change.partitions.map(({ topic, partition, before, metadata }) => ({
      topic,
      partition,
      offset: before === null ? null : BigInt(before),
      metadata: metadata ?? '',
    })),
  )
  await forgetChange(cluster, changeId)
  await lagSampler(cluster).resample()
  return {
    changeId,
    partitions: change.partitions.map(({ topic, partition, before, after }) => ({
      topic,
      partition,
      before: after,
      after: before,
    })),
  }
}
