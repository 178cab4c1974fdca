import { formatCount, plural } from '#lib/format/numbers.ts'
import type { Unread } from './group-state.ts'

/** How much is unread, in words: records where they were counted, offsets where they were not. */
export function leftToRead(lag: bigint | null, unread: Unread | null): string {
  if (lag === null) return 'an unknown number of records waits'
  if (unread === null) return `${plural(lag, 'offset')} ${lag === 1n ? 'is' : 'are'} unread`
  const { records, aborted } = unread
  const waiting = `${formatCount(records)} ${records === 1 ? 'record waits' : 'records wait'}`
  return aborted === 0 ? waiting : `${waiting} besides ${abortedText(aborted)}`
}

/** Why offsets are left and nothing to read; null where there is, where nothing is left, and where it is not known. */
export function explainUnreadable(unread: Unread | null): string | null {
  if (unread === null || unread.records > 0) return null
  const { aborted, control, gaps } = unread
  const found = [
    aborted > 0 ? abortedText(aborted) : null,
    control > 0 ? plural(control, 'transaction marker') : null,
    gaps > 0 ? `${plural(gaps, 'offset')} without a record` : null,
  ].filter((text) => text !== null)
  return found.length === 0 ? null : `nothing readable is left: ${found.join(', ')}`
}

function abortedText(aborted: number): string {
  return `${plural(aborted, 'record')} of aborted transactions (only read_uncommitted shows ${aborted === 1 ? 'it' : 'them'})`
}
