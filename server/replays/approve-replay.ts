import type { ReplayJob } from '#lib/contract/replays.ts'
import { AppError } from '#lib/errors.ts'
import { audited } from '#server/audit/record-audit.ts'
import { isSame } from '#server/auth/actor.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { authorizeApproval } from './authorize-targets.ts'
import { replayRunner } from './replay-runner.ts'
import { knownTargetOf } from '#server/replay-ledger/target-cluster.ts'
import { toJob } from './to-job.ts'

/**
 * Lets a replay run that waits for a second person.
 * @throws AppError FORBIDDEN for the one who asked for it and for who may do less than they, CONFLICT when it does not wait
 */
export async function approveReplay(
  ctx: ClusterCtx,
  { replay, reason }: { replay: string; reason: string },
): Promise<ReplayJob> {
  const runner = replayRunner(ctx.cluster)
  await runner.jobs.refresh()
  const { definition, status } = runner.jobs.require(replay)
  const details = { replay, selected: definition.selected, askedBy: definition.by }
  const targetCluster = knownTargetOf(ctx.cluster, definition.target)
  const action = { action: 'replay.approve', target: definition.source.topic, reason, details, targetCluster }
  return audited(ctx, action, async () => {
    if (status.state !== 'awaitingApproval')
      throw new AppError('CONFLICT', `The replay ${replay} does not wait for approval: it is ${status.state}.`)
    const { subject, name } = ctx.actor
    if (definition.requester ? isSame(subject, definition.requester) : name === definition.by)
      throw new AppError(
        'FORBIDDEN',
        ctx.actor.authenticated
          ? 'You asked for this replay: somebody else has to approve it.'
          : 'Without sign-in nobody can be told from the one who asked for this replay. Configure sign-in, or raise replays.approvalAbove.',
      )
    await authorizeApproval(ctx, definition)
    await runner.jobs.setStatus(replay, { ...status, state: 'running', approvedBy: name, approver: subject })
    await runner.tick()
    return toJob(runner, definition, runner.jobs.require(replay).status)
  })
}
