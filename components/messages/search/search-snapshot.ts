import type { Coverage, Message } from '#lib/contract/messages.ts'
import type { SearchProgress } from '#lib/contract/search.ts'

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

/** Before a search begins. */
export const IDLE: SearchSnapshot = {
  state: 'idle',
  rows: [],
  progress: null,
  coverage: null,
  error: null,
  more: false,
}
