import { isAppError } from '#lib/errors.ts'
import { recordAudit } from '#server/audit/record-audit.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { isFenced } from '#server/kafka/transactions/record-producer.ts'
import { log } from '#server/log.ts'
import { onePerCluster } from '#server/one-per-cluster.ts'
import { stateStore } from '#server/store/state-store.ts'
import { authorizeRun } from './authorize-run.ts'
import { CanaryStopped } from './canary.ts'
import { hasEnded, type JobDefinition, type JobStatus, type JobWish } from '#server/replay-ledger/job.ts'
import { JobStore } from '#server/replay-ledger/job-store.ts'
import { Leases } from '#server/replay-ledger/leases.ts'
import type { Counts } from '#server/replay-ledger/ledger-entry.ts'
import { LiveJob } from './live-job.ts'
import { ownOwner } from '#server/replay-ledger/owner.ts'
import { runReplay } from './run-replay.ts'
import { knownTargetOf, offerAsTarget } from '#server/replay-ledger/target-cluster.ts'

const IDLE_TICK_MS = 2_000
const BUSY_TICK_MS = 500
const BEAT_MS = 3_000

/**
 * Runs the replays of one cluster that nobody else runs: new ones, resumed ones, and those whose console died. What is wanted of a replay is
 * read from the state topic, so it does not matter which console was told.
 */
export class ReplayRunner {
  readonly jobs: JobStore
  readonly leases: Leases
  readonly #cluster: KafkaCluster
  readonly #live = new Map<string, LiveJob>()
  #timer: NodeJS.Timeout | undefined
  #ticking: Promise<void> | undefined
  #stopped = false

  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster
    const store = stateStore(cluster)
    this.jobs = new JobStore(store)
    this.leases = new Leases(store)
  }

  /** Looks for work from now on, until {@link stop}. Creates nothing by looking. */
  async run(): Promise<void> {
    await this.tick()
    if (this.#stopped) return
    this.#timer = setTimeout(() => void this.run(), this.#live.size > 0 ? BUSY_TICK_MS : IDLE_TICK_MS).unref()
  }

  /** Looks for work now. */
  async tick(): Promise<void> {
    const after = this.#ticking
    this.#ticking = (async () => {
      await after
      await this.#look()
    })().catch((error: unknown) =>
      log.debug({ err: error, cluster: this.#cluster.config.id }, 'replays could not be looked after'),
    )
    return this.#ticking
  }

  /** A replay that runs in this process. */
  live(id: string): LiveJob | undefined {
    return this.#live.get(id)
  }

  /** Hands over what runs here: it stops after its batch, and anybody may go on with it at once. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    for (const live of this.#live.values()) live.stop('handOver')
    await Promise.allSettled([...this.#live.values()].map(({ done }) => done))
  }

  async #look(): Promise<void> {
    if (this.#stopped || this.#cluster.config.readOnly) return
    await this.jobs.refresh()
    for (const id of this.jobs.ids()) {
      const status = this.jobs.status(id)
      const definition = this.jobs.definition(id)
      if (!status || !definition || hasEnded(status)) continue
      const wish = this.jobs.wish(id)?.wish
      const live = this.#live.get(id)
      if (live) {
        if (!this.leases.owns(id)) live.stop('lost')
        else if (wish && wish !== 'run') live.stop(wish)
        continue
      }
      if (
        !this.jobs.isWishBlocked(id) &&
        isWanted(status, wish) &&
        this.leases.isFree(id) &&
        (await this.leases.claim(id))
      )
        this.#start(definition)
    }
  }

  /** The status is read after the claim: its last owner may have written it in between. */
  #start(definition: JobDefinition): void {
    const status = this.jobs.status(definition.id)
    if (!status || hasEnded(status)) return void this.leases.free(definition.id).catch(() => undefined)
    const live = new LiveJob(definition, status)
    this.#live.set(definition.id, live)
    live.done = this.#own(live).finally(() => this.#live.delete(definition.id))
  }

  /** Everything between the claim of a job and letting go of it. */
  async #own(live: LiveJob): Promise<void> {
    const { id } = live.definition
    const beat = setInterval(() => void this.#beat(live), BEAT_MS)
    try {
      const status = await this.#work(live)
      if (!status) return
      await this.#save(live, status)
      if (hasEnded(status)) await this.#auditEnd(live.definition, status)
    } catch (error) {
      log.error({ err: error, replay: id }, 'a replay could not be brought to its end')
    } finally {
      clearInterval(beat)
      await this.leases.free(id).catch(() => undefined)
    }
  }

  /** @returns how the job stands when it is let go of; null when another console has it */
  async #work(live: LiveJob): Promise<JobStatus | null> {
    const { definition } = live
    const wish = this.jobs.wish(definition.id)?.wish ?? 'run'
    if (wish === 'abort') return { ...live.status, state: 'aborted', endedAt: Date.now() }
    if (wish === 'pause') return { ...live.status, state: 'paused' }
    try {
      if (!authorizeRun(this.#cluster, definition, live.status))
        return { ...live.status, state: 'awaitingApproval', problem: null }
      await this.#save(live, { ...live.status, state: 'running', owner: ownOwner(), problem: null })
      const counts = await runReplay(this.#cluster, definition, {
        signal: live.signal,
        started: live.status.started,
        onStart: async () => this.#save(live, { ...live.status, started: true }),
        onProgress: (done) => live.progress(done),
        onProblem: (problem) => live.say(problem),
        // Whoever lets it go on after it paused for the records sent ahead has decided.
        canaryPassed: !definition.options.canary || ['passed', 'stopped'].includes(live.status.canary ?? ''),
        onCanary: async (canary) => this.#save(live, { ...live.status, canary }),
      })
      if (counts) return ended(definition, { ...live.status, counts })
      const why = live.stoppedFor ?? 'lost'
      if (why === 'abort') return { ...live.status, state: 'aborted', endedAt: Date.now() }
      if (why === 'pause') return { ...live.status, state: 'paused', problem: null }
      return why === 'lost' ? null : { ...live.status, problem: null }
    } catch (error) {
      if (isFenced(error)) return null
      if (error instanceof CanaryStopped) {
        await this.jobs.setWish(definition.id, { wish: 'pause', by: 'the records sent ahead', at: Date.now() })
        return { ...live.status, state: 'paused', canary: 'stopped', problem: error.message }
      }
      if (!isAppError(error)) log.error({ err: error, replay: definition.id }, 'a replay failed')
      const problem = isAppError(error) ? error.message : 'An internal error; the log of the console says more.'
      return { ...live.status, state: 'failed', endedAt: Date.now(), problem }
    }
  }

  async #save(live: LiveJob, status: JobStatus): Promise<void> {
    live.status = status
    await this.jobs.setStatus(live.definition.id, status)
    live.changed()
  }

  /** Says that the job is looked after, and how far it is, for the other consoles. */
  async #beat(live: LiveJob): Promise<void> {
    const { id } = live.definition
    try {
      await this.leases.beat(id)
      if (!this.leases.owns(id)) live.stop('lost')
      else if (live.takeDirty() && !live.signal.aborted) await this.jobs.setStatus(id, live.status)
    } catch (error) {
      log.debug({ err: error, replay: id }, 'the lease of a replay was not renewed')
    }
  }

  async #auditEnd(definition: JobDefinition, { state, counts, problem }: JobStatus): Promise<void> {
    await recordAudit(this.#cluster, {
      action: `replay.${state}`,
      target: definition.source.topic,
      actor: this.jobs.wish(definition.id)?.by ?? definition.by,
      requestId: definition.requestId,
      reason: definition.reason,
      result: state === 'failed' || state === 'partial' ? 'failed' : 'ok',
      problem,
      details: { replay: definition.id, selected: definition.selected, ...counts },
      targetCluster: knownTargetOf(this.#cluster, definition.target),
    })
  }
}

/** A paused replay goes on only where somebody has said so: that the record of its pause is missing is no reason. */
function isWanted({ state }: JobStatus, wish: JobWish['wish'] | undefined): boolean {
  if (state === 'awaitingApproval') return wish === 'abort'
  return state !== 'paused' || wish === 'run' || wish === 'abort'
}

function ended(definition: JobDefinition, status: JobStatus): JobStatus {
  const missing = definition.selected - total(status.counts) + status.counts.failed
  const problem =
    missing > 0
      ? `${missing} of ${definition.selected} records could not be sent: they were deleted from ${definition.source.topic} before.`
      : null
  return { ...status, state: missing > 0 ? 'partial' : 'completed', endedAt: Date.now(), problem }
}

function total({ sent, skipped, failed }: Counts): number {
  return sent + skipped + failed
}

/** The runner of a cluster; it looks for work from the first use to the end of the process. */
export const replayRunner = (cluster: KafkaCluster): ReplayRunner =>
  onePerCluster('replays.runners', cluster, () => {
    offerAsTarget(cluster)
    return new ReplayRunner(cluster)
  })
