import type { FilterFailures } from '../contract/filter-failures.ts'

/** What one account counted between two looks at it; null where nothing was evaluated meanwhile. */
export function failuresSince(now: FilterFailures, seen: FilterFailures): FilterFailures | null {
  if (now.evaluated === seen.evaluated) return null
  return {
    records: now.records - seen.records,
    evaluated: now.evaluated - seen.evaluated,
    kinds: now.kinds.flatMap((kind, index) => {
      const records = kind.records - (seen.kinds[index]?.records ?? 0)
      return records > 0 ? [{ ...kind, records }] : []
    }),
  }
}
