import type { TailQuery } from '#lib/contract/tail.ts'
import { hashOf } from '#lib/cursor/cursor.ts'
import { AppError } from '#lib/errors.ts'
import { checkCel } from '#server/filter/cel-check.ts'
import { compileFilter, type RecordFilter } from '#server/filter/compile-filter.ts'
import type { ExpressionLease } from './expressions/expression-lease.ts'

export type FilterInput = Pick<
  TailQuery,
  'text' | 'caseSensitive' | 'key' | 'header' | 'filter' | 'keyFormat' | 'valueFormat'
>

/** What a viewer wants to see, shared by all who want the same: asked of each record here, or where it has an expression in a thread. */
export type TailFilter = { kind: 'here'; filter: RecordFilter } | { kind: 'inThread'; filter: ExpressionLease }

/** Tells filters apart; two viewers with the same one share all work. */
export function filterKey({ text, caseSensitive, key, header, filter, keyFormat }: FilterInput): string {
  return JSON.stringify([text, text === undefined || caseSensitive, key, header, filter, key && keyFormat])
}

/** The same in a cursor, which is to be short. */
export function filterHash(input: FilterInput): number {
  return hashOf(filterKey(input))
}

/** Many live tails share a thread, so that an expression may cost less than in a search: one loop, and not over large values. */
const LIMIT = { loops: 1, nodesWithLoop: 200, bytesWithLoop: 64 << 10, bytes: 1 << 20 }

export function hasExpression({ filter }: Pick<FilterInput, 'filter'>): boolean {
  return filter !== undefined && filter.trim() !== ''
}

/** Checks a filter with an expression without making it ready. @returns how large keys and values may be @throws AppError INVALID_FILTER, INVALID_INPUT */
export function checkExpression({ filter: source = '', ...others }: FilterInput): number {
  compileFilter(others)
  const { loops, nodes } = checkCel(source)
  if (loops === 0) return LIMIT.bytes
  const problem =
    loops > LIMIT.loops
      ? 'loops (all, exists, map, filter) cannot stand inside of each other in a live tail'
      : nodes > LIMIT.nodesWithLoop
        ? 'an expression with a loop (all, exists, map, filter) cannot be this long in a live tail'
        : null
  if (problem === null) return LIMIT.bytesWithLoop
  const message = `${problem}; a search can do more`
  throw new AppError('INVALID_FILTER', `filter: ${message}`, { issues: [{ path: 'filter', message }] })
}
