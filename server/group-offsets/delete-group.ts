import type { deleteGroup as contract } from '#lib/contract/group-offsets.ts'
import { AppError } from '#lib/errors.ts'
import { audited } from '#server/audit/record-audit.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { deleteGroups } from '#server/kafka/protocol/delete-groups.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { loadTarget, refusalOf } from './load-target.ts'

/** Deletes a group nobody is in, of any type, with all its offsets. @throws AppError NOT_FOUND, CONFLICT while members are connected */
export async function deleteGroup(
  ctx: ClusterCtx,
  { group, reason }: InputOf<typeof contract>,
): Promise<{ done: true }> {
  return audited(ctx, { action: 'group.delete', target: group, reason }, () => remove(ctx, group))
}

async function remove({ cluster }: ClusterCtx, group: string): Promise<{ done: true }> {
  const target = await loadTarget(cluster, group)
  const refusal = refusalOf(cluster, target)
  if (refusal && !refusal.forcible) throw new AppError('CONFLICT', refusal.text)
  const { results } = await cluster.send(target.listed.coordinatorId, deleteGroups, { groupsNames: [group] })
  throwIfError(results[0]?.errorCode ?? -1, `Deleting the group ${group}`)
  await lagSampler(cluster).resample()
  return { done: true }
}
