'use client'

import {
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from 'nuqs'
import { useMemo } from 'react'
import { parseTimeInput } from '#lib/format/time-input.ts'
import type { TimeZone } from '#lib/format/times.ts'
import type { MessagesRange } from '#lib/queries/messages.ts'
import type { SearchParams } from '#lib/queries/search.ts'
import { pushOrReplace } from '#lib/push-or-replace.ts'
import { formatOf, FORMATS } from '#lib/format/record-formats.ts'
import { useTopicPreference } from './use-topic-preference.ts'

export const STARTS = ['newest', 'oldest', 'offset', 'time', 'group'] as const
export const LIMITS = [50, 100, 250, 500, 1000] as const

/** What the page shows; it lives in the URL, so a link shows the same. */
const parsers = {
  from: parseAsStringLiteral(STARTS).withDefault('newest'),
  /** The offset or the time to start at, as typed, or the group. */
  at: parseAsString.withDefault(''),
  /** Newest and oldest first within a time, as typed; empty for any time. */
  since: parseAsString.withDefault(''),
  until: parseAsString.withDefault(''),
  /** What is searched for; without any of these the records are shown as they stand. */
  text: parseAsString.withDefault(''),
  caseSensitive: parseAsBoolean.withDefault(true),
  key: parseAsString.withDefault(''),
  header: parseAsString.withDefault(''),
  filter: parseAsString.withDefault(''),
  order: parseAsStringLiteral(['newest', 'oldest'] as const).withDefault('oldest'),
  partition: parseAsArrayOf(parseAsInteger).withDefault([]),
  limit: parseAsInteger.withDefault(100),
  isolation: parseAsStringLiteral(['committed', 'uncommitted'] as const),
  keyFormat: parseAsStringLiteral(FORMATS),
  valueFormat: parseAsStringLiteral(FORMATS),
  /** The open record: `partition/offset`. */
  record: parseAsString.withDefault(''),
  /** The record that the open one is compared with. */
  compare: parseAsString.withDefault(''),
}

/** What Back takes back: a record that was opened, another search, another range. */
const STEPS = {
  opens: ['record', 'compare'],
  seeks: ['text', 'key', 'header', 'filter', 'caseSensitive', 'from', 'at', 'since', 'until', 'partition'],
}

export function useMessagesState(at: { cluster: string; topic: string }) {
  const [linked, setLinked] = useQueryStates(parsers)
  const { preference, remember } = useTopicPreference(at)
  return useMemo(() => {
    /** How a topic's records are read: as a link says, else as it was chosen for this topic last time. */
    const reading = {
      keyFormat: linked.keyFormat ?? formatOf(preference.keyFormat),
      valueFormat: linked.valueFormat ?? formatOf(preference.valueFormat),
      isolation: linked.isolation ?? (preference.isolation === 'uncommitted' ? 'uncommitted' : 'committed'),
    }
    return {
      query: { ...linked, ...reading },
      set: (change: Parameters<typeof setLinked>[0]) =>
        setLinked(change, { history: pushOrReplace(linked, typeof change === 'object' ? (change ?? {}) : {}, STEPS) }),
      setReading: (change: Partial<typeof reading>) => {
        const next = { ...reading, ...change }
        remember({
          keyFormat: next.keyFormat ?? undefined,
          valueFormat: next.valueFormat ?? undefined,
          isolation: next.isolation,
        })
        void setLinked(next)
      },
    }
  }, [linked, setLinked, preference, remember])
}

export type MessagesState = ReturnType<typeof useMessagesState>

/** What is asked of the server, or what is missing for it. */
export function rangeOf(
  query: MessagesState['query'],
  { zone, now }: { zone: TimeZone; now: number },
): { range: MessagesRange } | { missing: string } {
  const { from, at, order, partition, limit, isolation, keyFormat, valueFormat } = query
  const common: MessagesRange = {
    from,
    limit: LIMITS.find((allowed) => allowed === limit) ?? 100,
    isolation,
    ...(partition.length > 0 ? { partition } : {}),
    ...(keyFormat ? { keyFormat } : {}),
    ...(valueFormat ? { valueFormat } : {}),
  }
  if (from === 'group')
    return at === ''
      ? { missing: 'Choose a group: its committed offsets are where to start.' }
      : { range: { ...common, group: at, order } }
  if (from === 'offset') {
    const offset = at.replaceAll(/[,\s]/g, '')
    return /^\d{1,19}$/.test(offset)
      ? { range: { ...common, offset, order } }
      : { missing: 'Type an offset to start at.' }
  }
  if (from === 'time') {
    const timestamp = parseTimeInput(at, zone, now)
    return timestamp === null
      ? { missing: 'Type a time to start at: -15m, 14:07, 2026-11-21 14:07:40 or milliseconds.' }
      : { range: { ...common, timestamp, order } }
  }
  return boundedRange(query, common, { zone, now })
}

/** Newest or oldest first within a time. */
function boundedRange(
  { from, since, until }: MessagesState['query'],
  common: MessagesRange,
  { zone, now }: { zone: TimeZone; now: number },
): { range: MessagesRange } | { missing: string } {
  const [start, end] = [since, until].map((text) => (text === '' ? undefined : parseTimeInput(text, zone, now)))
  if (start === null || end === null)
    return { missing: 'Type the times like -15m, 14:07, 2026-11-21 14:07:40 or milliseconds.' }
  if (start !== undefined && end !== undefined && end < start) return { missing: 'The range ends before it begins.' }
  const [first, other] = from === 'newest' ? [end, start] : [start, end]
  const to = other === undefined ? {} : { to: String(other) }
  if (first === undefined) return { range: { ...common, ...to } }
  return {
    range: { ...common, from: 'time', timestamp: first, order: from === 'newest' ? 'newest' : 'oldest', ...to },
  }
}

/** What is searched for; null where nothing is, so that records are shown as they stand. */
export function searchedFor({ text, caseSensitive, key, header, filter }: SearchTerms): Partial<SearchParams> | null {
  if (text === '' && key === '' && header === '' && filter.trim() === '') return null
  return {
    ...(text === '' ? {} : { text, caseSensitive }),
    ...(key === '' ? {} : { key }),
    ...(header === '' ? {} : { header }),
    ...(filter.trim() === '' ? {} : { filter }),
  }
}

/** The fields of the search bar. */
export type SearchTerms = Pick<MessagesState['query'], 'text' | 'caseSensitive' | 'key' | 'header' | 'filter'>

/** The open record's place, or null. */
export function openRecord(record: string): { partition: number; offset: string } | null {
  const [, partition, offset] = /^(\d{1,7})\/(\d{1,19})$/.exec(record) ?? []
  return partition === undefined || offset === undefined ? null : { partition: Number(partition), offset }
}
