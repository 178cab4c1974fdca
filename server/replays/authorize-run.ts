import { AppError } from '#lib/errors.ts'
import { isSame } from '#server/auth/actor.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'
import { isOwnTopic } from '#lib/access/topic-access.ts'
import type { JobDefinition, JobStatus } from '#server/replay-ledger/job.ts'
import { targetClusterOf } from '#server/replay-ledger/target-cluster.ts'

const policy = () => singleton('replays.policy', (): { approvalAbove: number | null } => ({ approvalAbove: null }))

/** What the configuration of this console says about replays that it runs, also of those that another console has created. */
export function configureReplays({ approvalAbove }: { approvalAbove: number | null }): void {
  policy().approvalAbove = approvalAbove
}

/**
 * Whether a replay may run at this moment. It was allowed when it was created; since then a cluster may have become read-only, the limit for
 * approval lower, and what was stored is not believed where it contradicts itself.
 * @returns false where somebody else has to approve it first. @throws AppError READ_ONLY or FORBIDDEN when it may not run at all
 */
export function authorizeRun(source: KafkaCluster, job: JobDefinition, status: JobStatus): boolean {
  const target = targetClusterOf(source, job.target)
  for (const { config } of [source, target])
    if (config.readOnly)
      throw new AppError('READ_ONLY', `${config.name} is configured as read-only: nothing can be sent from or to it.`)
  if ('topic' in job.target && isOwnTopic(job.target.topic))
    throw new AppError('FORBIDDEN', `${job.target.topic} holds the console's own records: nothing is replayed to it.`)
  const { approvalAbove } = policy()
  const needsApproval = job.needsApproval || (approvalAbove !== null && (job.sending ?? job.selected) > approvalAbove)
  return !needsApproval || isApproved(job, status)
}

function isApproved({ requester, by }: JobDefinition, { approver, approvedBy }: JobStatus): boolean {
  if (requester && approver) return !isSame(requester, approver)
  // Of a version that knew only names.
  return requester === null && approvedBy !== null && approvedBy !== by
}
