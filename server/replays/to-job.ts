import type { ReplayJob } from '#lib/contract/replays.ts'
import type { JobDefinition, JobStatus } from '#server/replay-ledger/job.ts'
import { ownerLabel } from '#server/replay-ledger/owner.ts'
import type { ReplayRunner } from './replay-runner.ts'

/** A replay in the shape of the contract, as live as this process knows it. */
export function toJob(runner: ReplayRunner, definition: JobDefinition, stored: JobStatus): ReplayJob {
  const live = runner.live(definition.id)
  const status = live?.status ?? stored
  const { sent, skipped, failed, bytes } = status.counts
  const owner = runner.leases.ownerOf(definition.id)
  return {
    id: definition.id,
    state: status.state,
    source: { topic: definition.source.topic },
    selection:
      'records' in definition.selection ? { records: definition.selection.records.length } : definition.selection,
    target: definition.target,
    options: { ...definition.options, edits: definition.options.edits?.length },
    selected: definition.selected,
    sent,
    skipped,
    failed,
    remaining: Math.max(0, definition.selected - sent - skipped - failed),
    bytes,
    rate: status.state === 'running' ? (live?.rate ?? null) : null,
    startedAt: definition.createdAt,
    endedAt: status.endedAt,
    guarantee: definition.guarantee,
    owner: owner === null ? '' : ownerLabel(owner),
    by: definition.by,
    approvedBy: status.approvedBy,
    canary: status.canary,
    reason: definition.reason,
    problem: status.problem,
    durable: definition.ledger !== null,
  }
}
