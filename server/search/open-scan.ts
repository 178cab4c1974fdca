import type { FilterFailures } from '#server/filter/cel-condition.ts'
import { compileFilter } from '#server/filter/compile-filter.ts'
import { type AdvanceBudget, type PartReport, ScanEngine } from './scan/scan-engine.ts'
import type { SearchPlan } from './search-plan.ts'
import type { SearchCtx, SearchInput } from './search-records.ts'

/** The scanning side of a search, wherever it runs. */
export interface Scan {
  readonly failures: FilterFailures
  /** Scans partitions on by up to a chunk each. @throws AppError */
  advance(partitions: readonly number[], budget: AdvanceBudget): Promise<PartReport[]>
  close(): Promise<void>
}

/** @throws AppError INVALID_FILTER, INVALID_INPUT */
export async function openScan({ cluster, signal }: SearchCtx, plan: SearchPlan, input: SearchInput): Promise<Scan> {
  const filter = compileFilter(input)
  const { direction, parts, time, topic } = plan
  const source = { cluster, topic: topic.name, isolation: input.isolation }
  const engine = new ScanEngine(source, { direction, parts, wanted: { topic: topic.name, filter, time } })
  return {
    failures: filter?.failures ?? { records: 0, sample: null },
    advance: async (partitions, budget) => engine.advance(partitions, budget, signal),
    close: async () => undefined,
  }
}
