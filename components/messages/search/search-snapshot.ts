import type { Coverage, Message } from '#lib/contract/messages.ts'
import { mergeFilterFailures } from '#lib/cel/merge-filter-failures.ts'
import type { FilterFailures } from '#lib/contract/filter-failures.ts'
import type { SearchProgress } from '#lib/contract/search.ts'
import { isAppError } from '#lib/errors.ts'

/** How a search stands. */
export interface SearchSnapshot {
  state: 'idle' | 'running' | 'done' | 'cancelled' | 'failed'
  rows: readonly Message[]
  /** Of the run that is under way, or of the one that was cancelled. */
  progress: SearchProgress | null
  /** Of all runs that ended, put together. */
  coverage: Coverage | null
  error: Error | null
  /** Whether there is something left to search. */
  more: boolean
}

/** What the filter met in all runs so far. */
export function failuresOf({ coverage, progress }: SearchSnapshot): FilterFailures | undefined {
  return mergeFilterFailures([coverage?.filterFailures, progress?.filterFailures])
}

/** Whether its expression is refused: the field says what is wrong with it. */
export function isMistake({ state, error }: SearchSnapshot): boolean {
  return state === 'failed' && isAppError(error) && error.code === 'INVALID_FILTER'
}

/** Before a search begins. */
export const IDLE: SearchSnapshot = {
  state: 'idle',
  rows: [],
  progress: null,
  coverage: null,
  error: null,
  more: false,
}
