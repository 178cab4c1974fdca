import type { FilterFailure, FilterFailures } from '../contract/filter-failures.ts'

/** What several parts of one search, or several searches, met; undefined where none met anything. */
export function mergeFilterFailures(parts: readonly (FilterFailures | null | undefined)[]): FilterFailures | undefined {
  const met = parts.filter((part) => part !== null && part !== undefined)
  if (met.length === 0) return undefined
  const kinds = new Map<string, FilterFailure>()
  for (const kind of met.flatMap((part) => part.kinds)) {
    const { path, type, wanted, text, rewrite } = kind
    const id = JSON.stringify([kind.kind, path, type, wanted, text, rewrite])
    const known = kinds.get(id)
    kinds.set(id, known ? { ...known, records: known.records + kind.records } : kind)
  }
  return {
    records: met.reduce((sum, { records }) => sum + records, 0),
    evaluated: met.reduce((sum, { evaluated }) => sum + evaluated, 0),
    kinds: [...kinds.values()].toSorted((one, other) => other.records - one.records),
  }
}
