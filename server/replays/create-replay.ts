import { randomBytes } from 'node:crypto'
import type { ReplayBody, ReplayJob } from '#lib/contract/replays.ts'
import { AppError } from '#lib/errors.ts'
import { filterVerdict } from '#lib/format/filter-words.ts'
import { audited } from '#server/audit/record-audit.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { RawResponse } from '#server/http/route.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { isTransient } from '#server/kafka/transactions/retrying.ts'
import { canWriteInternalTopic, ensureInternalTopic, INTERNAL_TOPIC } from '#server/store/internal-topics.ts'
import { internalEnd } from '#server/store/read-internal.ts'
import { authorizePlan, authorizeTargets } from './authorize-targets.ts'
import { hasEnded, type JobDefinition, placesOf } from '#server/replay-ledger/job.ts'
import type { JobStore } from '#server/replay-ledger/job-store.ts'
import { ownOwner } from '#server/replay-ledger/owner.ts'
import { type PlannedReplay, planReplay } from './plan-replay.ts'
import { replayLimits } from './replay-limits.ts'
import { type ReplayRunner, replayRunner } from './replay-runner.ts'
import type { Places } from '#server/replay-ledger/places.ts'
import { toJob } from './to-job.ts'

/**
 * Plans a replay, and with `dryRun` answers with the plan (200); else creates the job, which starts at once.
 * @throws AppError CONFLICT when the plan of `planHash` does not hold any more, or another replay of the same records is under way
 */
export async function createReplay(ctx: ClusterCtx, input: ReplayBody): Promise<ReplayJob | RawResponse> {
  const { cluster, actor, signal } = ctx
  const approvalAbove = replayLimits(ctx).approvalAbove
  await authorizeTargets(ctx, input)
  const planned = await planReplay(cluster, { body: input, by: actor.name, approvalAbove, signal })
  authorizePlan(ctx, input, planned)
  if (input.dryRun) return new RawResponse(Response.json(planned.report, { headers: { 'cache-control': 'no-store' } }))
  const sending = planned.report.targets.reduce((sum, { records }) => sum + records, 0)
  const id = `r-${randomBytes(5).toString('hex')}`
  const details = {
    replay: id,
    selected: planned.report.selected,
    sending,
    target: input.target,
    // Which records, not what was written into them: that is content.
    options: { ...input.options, edits: input.options.edits?.map(({ partition, offset }) => `${partition}-${offset}`) },
  }
  if (planned.target !== cluster && planned.target.config.readOnly)
    throw new AppError(
      'READ_ONLY',
      `${planned.target.config.name} is configured as read-only: nothing can be sent to it.`,
    )
  return audited(
    ctx,
    {
      action: 'replay.start',
      target: input.source.topic,
      reason: input.reason,
      details,
      targetCluster: planned.target,
    },
    async () => {
      const verdict = filterVerdict(planned.report.filterFailures)
      if (sending === 0)
        throw new AppError(
          'CONFLICT',
          verdict?.most
            ? `There is nothing to send. ${verdict.text}.`
            : 'There is nothing to send: every selected record would be left out. The dry run says why.',
        )
      const runner = replayRunner(cluster)
      await runner.jobs.refresh()
      refuseOverlap(runner.jobs, planned)
      const waits = approvalAbove !== null && sending > approvalAbove
      const definition = await define(ctx, { id, input, planned, sending, waits })
      await start(runner, definition, waits ? 'awaitingApproval' : 'running')
      return toJob(runner, definition, runner.jobs.require(id).status)
    },
  )
}

/** Two replays at once would both send what they share: neither could know of the other's records in time. */
function refuseOverlap(jobs: JobStore, { source, selection }: PlannedReplay): void {
  for (const id of jobs.knownIds()) {
    const definition = jobs.definition(id)
    const status = jobs.status(id)
    // What became of a blocked one is not known: it may be running.
    const isOver = status ? hasEnded(status) : !jobs.blocked(id)
    if (!definition || isOver || definition.source.topic !== source.topic) continue
    if (overlap(placesOf(definition), selection))
      throw new AppError('CONFLICT', `The replay ${id} of these records is not over yet: wait for it, or abort it.`)
  }
}

function overlap(a: Places, b: Places): boolean {
  return a.ranges.some((x) =>
    b.ranges.some((y) => {
      if (x.partition !== y.partition || x.from >= y.to || y.from >= x.to) return false
      const chosen = a.chosen?.get(x.partition)
      const others = b.chosen?.get(y.partition)
      if (chosen)
        return [...chosen].some((offset) => offset >= y.from && offset < y.to && (!others || others.has(offset)))
      return !others || [...others].some((offset) => offset >= x.from && offset < x.to)
    }),
  )
}

interface Making {
  id: string
  input: ReplayBody
  planned: PlannedReplay
  sending: number
  waits: boolean
}

async function define({ actor, requestId }: ClusterCtx, making: Making): Promise<JobDefinition> {
  const { id, input, planned, sending, waits } = making
  return {
    v: 1,
    id,
    source: planned.source,
    selection: input.selection,
    ranges: planned.selection.ranges.map(({ partition, from, to }) => ({
      partition,
      from: String(from),
      to: String(to),
    })),
    target: input.target,
    options: planned.options,
    topics: Object.fromEntries(
      [...planned.described].map(([name, { partitions, partitioner, compacted, maxMessageBytes, writable }]) => [
        name,
        { partitions, partitioner, compacted, maxMessageBytes, writable },
      ]),
    ),
    allowed: planned.allowed,
    originals: planned.originals,
    selected: planned.report.selected,
    ends: planned.ends.map(({ partition, to }) => ({ partition, to: String(to) })),
    newerUntil: input.options.skipStale ? planned.newerUntil : {},
    groups: planned.failingGroups,
    guarantee: planned.report.guarantee,
    ledger: await openLedger(planned.target, planned.report.guarantee === 'exactlyOnceReadCommitted'),
    by: actor.name,
    requester: actor.subject,
    sending,
    needsApproval: waits,
    reason: input.reason,
    requestId,
    createdAt: Date.now(),
  }
}

/** Where the ledger ends before the job's first entry; null where it is kept in memory. */
async function openLedger(cluster: KafkaCluster, needed: boolean): Promise<JobDefinition['ledger']> {
  try {
    await canWriteInternalTopic(cluster, INTERNAL_TOPIC.replays)
    await ensureInternalTopic(cluster, INTERNAL_TOPIC.replays)
    const end = await internalEnd(cluster, INTERNAL_TOPIC.replays)
    const { topicId } = await cluster.topic(INTERNAL_TOPIC.replays)
    return { topicId, from: String(end ?? 0n) }
  } catch (error) {
    if (needed || isTransient(error)) throw error
    return null
  }
}

async function start(
  runner: ReplayRunner,
  definition: JobDefinition,
  state: 'running' | 'awaitingApproval',
): Promise<void> {
  await runner.jobs.create(definition, {
    state,
    started: false,
    counts: { sent: 0, skipped: 0, failed: 0, bytes: 0 },
    endedAt: null,
    problem: null,
    owner: ownOwner(),
    canary: definition.options.canary ? 'sending' : null,
    approvedBy: null,
    approver: null,
  })
  await runner.jobs.prune()
  await runner.tick()
}
