import type { DeadLetter, FailureGroup } from '#lib/contract/dead-letters.ts'
import type { ReplaySelection } from '#lib/contract/replays.ts'
import { placeOf } from './place-of.ts'

type Counts = Pick<FailureGroup, 'fingerprint' | 'count' | 'replayed' | 'ignored'>

/** How many dead letters of a cause neither a replay has sent nor somebody ignored. */
export function openOf({ count, replayed, ignored }: Omit<Counts, 'fingerprint'>): number {
  return count - replayed - ignored
}

/**
 * How many dead letters a choice names, and how many of them a replay will send: those that are open, and of letters that were chosen one by
 * one also the ignored ones.
 */
export function countChoice(
  selection: ReplaySelection,
  groups: readonly Counts[],
  letters: readonly { state: DeadLetter['state']; message: { partition: number; offset: string } }[],
): { chosen: number; open: number } {
  if ('records' in selection) {
    const places = new Set(selection.records.map(({ partition, offset }) => `${partition}-${offset}`))
    const sent = letters.filter((letter) => letter.state === 'replayed' && places.has(placeOf(letter))).length
    return { chosen: places.size, open: places.size - sent }
  }
  const named =
    'fingerprints' in selection
      ? groups.filter(({ fingerprint }) => selection.fingerprints.includes(fingerprint))
      : groups
  return {
    chosen: named.reduce((sum, { count }) => sum + count, 0),
    open: named.reduce((sum, group) => sum + openOf(group), 0),
  }
}
