'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import type { TimeZone } from '#lib/format/times.ts'
import { messagePagesOptions } from '#lib/queries/messages.ts'
import type { AskedSearch } from './search/use-search.ts'
import { type MessagesState, rangeOf, searchedFor } from './use-messages-state.ts'

/** What is read for a state of the page: pages of records as they stand, or a search. `run` counts how often it was asked for. */
export function useRecordPages(
  at: { cluster: string; topic: string },
  query: MessagesState['query'],
  { zone, run }: { zone: TimeZone; run: number },
) {
  const resolved = rangeOf(query, { zone, now: 0 })
  const missing = 'missing' in resolved ? resolved.missing : null
  const terms = searchedFor(query)
  const resolve = (now: number) => {
    const asked = rangeOf(query, { zone, now })
    return 'range' in asked ? asked.range : {}
  }
  // A relative time is another one with each moment: what was typed tells readings apart.
  const { timestamp: _, to: __, ...range } = 'range' in resolved ? resolved.range : {}
  const typed = [query.at, query.since, query.until, zone].join(' ')
  const pages = useInfiniteQuery({
    ...messagePagesOptions(at, { range, at: typed, run }, resolve),
    enabled: missing === null && terms === null,
  })
  const search: AskedSearch = {
    id: terms === null || missing !== null ? null : JSON.stringify([terms, range, typed, run]),
    resolve: (now) => ({ ...resolve(now), ...terms }),
    byHand: run > 0,
  }
  return { pages, search, missing, searching: terms !== null }
}
