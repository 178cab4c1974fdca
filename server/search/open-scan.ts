import { mergeFilterFailures } from '#lib/cel/merge-filter-failures.ts'
import type { FilterFailures } from '#lib/contract/filter-failures.ts'
import { compileFilter } from '#server/filter/compile-filter.ts'
import type { Owner } from '#server/limits/owner.ts'
import { serdeSettingsOf } from '#server/serde/cluster-serde.ts'
import type { AdvanceBudget, PartReport } from './scan/scan-engine.ts'
import type { SearchPlan } from './search-plan.ts'
import type { SearchCtx, SearchInput } from './search-records.ts'
import type { WorkerJob } from './worker/protocol.ts'
import type { ScanPool } from './worker/scan-pool.ts'
import type { ThreadLease } from './worker/thread-lease.ts'
import { toWire } from './worker/wire-cluster.ts'

/** The scanning side of a search: one thread, or two where the filter keeps one busy. Its owner gives the threads back. */
export class Scan {
  readonly #threads: ThreadLease[]
  readonly #owner: Map<number, ThreadLease>

  constructor(threads: ThreadLease[], owner: Map<number, ThreadLease>) {
    this.#threads = threads
    this.#owner = owner
  }

  get failures(): FilterFailures | undefined {
    return mergeFilterFailures(this.#threads.map(({ failures }) => failures))
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
}

export interface Opening {
  scan: Promise<Scan>
  /** How many searches are ahead of this one. */
  ahead: () => number
}

/** Threads of `pool`, given back by `owner` at the latest. @throws AppError INVALID_FILTER, INVALID_INPUT, LIMIT_EXCEEDED */
export function openScan(
  { cluster, owner, pool }: Pick<SearchCtx, 'cluster' | 'owner'> & { pool: ScanPool },
  plan: SearchPlan,
  input: SearchInput,
): Opening {
  const filter = compileFilter(input)
  const first = pool.acquire(owner)
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
  return { scan: start(first, { owner, pool, plan, job, heavy }), ahead: () => first.ahead() }
}

interface Start {
  owner: Owner
  pool: ScanPool
  plan: SearchPlan
  job: Omit<WorkerJob, 'parts'>
  heavy: boolean
}

async function start(first: ThreadLease, { owner, pool, plan, job, heavy }: Start): Promise<Scan> {
  await first.ready
  const wanted = plan.parts.filter(({ elsewhere, problem }) => !elsewhere && !problem)
  const second = heavy && wanted.length > 1 ? pool.tryAcquire(owner) : null
  await second?.ready
  const threads = second ? [first, second] : [first]
  const threadOf = new Map<number, ThreadLease>()
  for (const [index, { partition }] of wanted.entries())
    threadOf.set(partition, threads[index % threads.length] ?? first)
  await Promise.all(
    threads.map(async (thread) => {
      const parts = plan.parts
        .filter(({ partition }) => threadOf.get(partition) === thread)
        .map(({ partition, from, to, logStart, bound }) => ({ partition, from, to, logStart, bound }))
      await thread.open({ ...job, parts })
    }),
  )
  return new Scan(threads, threadOf)
}
