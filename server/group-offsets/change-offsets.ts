import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { changeOffsets as contract } from '#lib/contract/group-offsets.ts'
import { AppError } from '#lib/errors.ts'
import { audited } from '#server/audit/record-audit.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { buildPlan } from './build-plan.ts'
import { loadTarget, refusalOf } from './load-target.ts'
import { expectedPlan, type PlannedOffset } from './plan-offsets.ts'
import { rememberChange } from './undo-store.ts'
import { writeOffsets } from './write-offsets.ts'

type Answer = z.input<typeof contract.output>

/** Moves the offsets of a group nobody is in; what they were is kept for undo before anything is changed. @throws AppError CONFLICT with the reason */
export async function changeOffsets(ctx: ClusterCtx, input: InputOf<typeof contract>): Promise<Answer> {
  const { group, reason, to, value } = input
  const details = { to, value: value ?? null, topics: input.topics ?? null, forced: input.force }
  return audited(ctx, { action: 'group.offsets', target: group, reason, details }, () => change(ctx, input))
}

async function change({ cluster, actor }: ClusterCtx, input: InputOf<typeof contract>): Promise<Answer> {
  const target = await loadTarget(cluster, input.group)
  const refusal = refusalOf(cluster, target)
  if (refusal && !(refusal.forcible && input.force)) throw new AppError('CONFLICT', refusal.text)
  const planned = await buildPlan(cluster, target, input)
  const plan = input.expect ? expectedPlan(planned, input.expect) : planned
  const moved = plan.filter(({ before, after }) => after !== null && after !== before)
  if (moved.length === 0) throw new AppError('CONFLICT', `Nothing would change: ${noteOf(plan)}.`)
  const changeId = randomUUID()
  await rememberChange(cluster, {
    changeId,
    group: input.group,
    at: Date.now(),
    by: actor.name,
    partitions: moved.map(({ topic, partition, before, after }) => ({
      topic,
      partition,
      before: before?.toString() ?? null,
      metadata: target.committed.get(topic)?.get(partition)?.metadata ?? null,
      after: after?.toString() ?? null,
    })),
  })
  await writeOffsets(
    cluster,
    target.listed,
    moved.map(({ topic, partition, after }) => ({ topic, partition, offset: after, metadata: '' })),
  )
  await lagSampler(cluster).resample()
  return { changeId, partitions: moved.map(wire) }
}

function noteOf(plan: PlannedOffset[]): string {
  if (plan.length === 0) return 'the group has committed nothing on these topics'
  return plan.find(({ note }) => note !== null)?.note ?? 'every offset is there already'
}

function wire({ topic, partition, before, after }: PlannedOffset): Answer['partitions'][number] {
  return { topic, partition, before: before?.toString() ?? null, after: after?.toString() ?? null }
}
