import { compileFilter } from '#server/filter/compile-filter.ts'
import { serdeSettingsOf } from '#server/serde/cluster-serde.ts'
import type { AdvanceBudget, PartReport } from './scan/scan-engine.ts'
import type { SearchPlan } from './search-plan.ts'
import type { SearchCtx, SearchInput } from './search-records.ts'
import type { WorkerJob } from './worker/protocol.ts'
import { type ScanPool, scanPool } from './worker/scan-pool.ts'
import type { ScanThread } from './worker/scan-thread.ts'
import { toWire } from './worker/wire-cluster.ts'

/** The scanning side of a search: one thread, or two where the filter keeps one busy. */
export class Scan {
  readonly #pool: ScanPool
  readonly #threads: ScanThread[]
  readonly #owner: Map<number, ScanThread>

  constructor(pool: ScanPool, threads: ScanThread[], owner: Map<number, ScanThread>) {
    this.#pool = pool
    this.#threads = threads
    this.#owner = owner
  }

  get failures(): { records: number; sample: string | null } {
    return {
      records: this.#threads.reduce((sum, { failures }) => sum + failures.records, 0),
      sample: this.#threads.find(({ failures }) => failures.sample !== null)?.failures.sample ?? null,
    }
  }

  /** Scans partitions on by up to a chunk each. @throws AppError */
  async advance(partitions: readonly number[], budget: AdvanceBudget): Promise<PartReport[]> {
    const reports = await Promise.all(
      this.#threads.map(async (thread) => {
        const own = partitions.filter((partition) => this.#owner.get(partition) === thread)
        return own.length === 0 ? [] : thread.advance(own, budget)
      }),
    )
    return reports.flat()
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map(async (thread) => this.#pool.release(thread)))
  }
}

export interface Opening {
  scan: Promise<Scan>
  /** How many searches are ahead of this one. */
  ahead: () => number
}

/** @throws AppError INVALID_FILTER, INVALID_INPUT, LIMIT_EXCEEDED */
export function openScan({ cluster, signal }: SearchCtx, plan: SearchPlan, input: SearchInput): Opening {
  const filter = compileFilter(input)
  const pool = scanPool()
  const { thread, ahead } = pool.acquire(signal)
  const { text, caseSensitive, key, keyFormat, valueFormat, header, filter: cel, isolation } = input
  const job = {
    cluster: toWire(cluster.config),
    serde: serdeSettingsOf(cluster),
    topic: plan.topic.name,
    isolation,
    direction: plan.direction,
    time: plan.time,
    filter: { text, caseSensitive, key, keyFormat, valueFormat, header, filter: cel },
  }
  const heavy = filter !== null && filter.literals === null
  return { scan: thread.then(async (first) => start(pool, first, { plan, job, heavy })), ahead }
}

interface Start {
  plan: SearchPlan
  job: Omit<WorkerJob, 'parts'>
  heavy: boolean
}

async function start(pool: ScanPool, first: ScanThread, { plan, job, heavy }: Start): Promise<Scan> {
  const wanted = plan.parts.filter(({ elsewhere, problem }) => !elsewhere && !problem)
  const second = heavy && wanted.length > 1 ? pool.tryAcquire() : null
  const threads = second ? [first, second] : [first]
  const owner = new Map<number, ScanThread>()
  for (const [index, { partition }] of wanted.entries()) owner.set(partition, threads[index % threads.length] ?? first)
  const scan = new Scan(pool, threads, owner)
  try {
    await Promise.all(
      threads.map(async (thread) => {
        const parts = plan.parts
          .filter(({ partition }) => owner.get(partition) === thread)
          .map(({ partition, from, to, logStart, bound }) => ({ partition, from, to, logStart, bound }))
        await thread.open({ ...job, parts })
      }),
    )
    return scan
  } catch (error) {
    await scan.close()
    throw error
  }
}
