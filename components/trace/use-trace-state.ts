'use client'

import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import { pushOrReplace } from '#lib/push-or-replace.ts'
import { FORMATS } from '#lib/format/record-formats.ts'
import type { TraceInput } from '#lib/queries/trace.ts'

export const FOLLOWS = ['text', 'header', 'key'] as const
export type Follow = (typeof FOLLOWS)[number]

export const RANGES = ['hour', 'day', 'week', 'all', 'around'] as const
type Range = (typeof RANGES)[number]

const HOUR_MS = 3_600_000
const BACK_MS: Partial<Record<Range, number>> = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 168 * HOUR_MS }
/** Around a record: what led to it, and what follows in a day. */
const BEFORE_MS = HOUR_MS
const AFTER_MS = 24 * HOUR_MS

/** What is followed, and where; it lives in the URL, so a link shows the same. */
const parsers = {
  text: parseAsString.withDefault(''),
  header: parseAsString.withDefault(''),
  key: parseAsString.withDefault(''),
  keyFormat: parseAsStringLiteral(FORMATS),
  /** Names and patterns, separated by commas. */
  topics: parseAsString.withDefault('*'),
  range: parseAsStringLiteral(RANGES),
  /** The time of the record it was started from. */
  around: parseAsInteger,
  /** The open record: `topic/partition/offset`. */
  record: parseAsString.withDefault(''),
}

/** What Back takes back. */
const STEPS = { opens: ['record'], seeks: ['text', 'header', 'key', 'topics', 'range'] }

export function useTraceState() {
  const [query, setQuery] = useQueryStates(parsers)
  return useMemo(() => {
    const set = (change: Partial<{ [Name in keyof typeof query]: (typeof query)[Name] | null }>) =>
      setQuery(change, { history: pushOrReplace(query, change, STEPS) })
    return { query, set }
  }, [query, setQuery])
}

export type TraceState = ReturnType<typeof useTraceState>

/** Which of the three is followed: the one that is given. */
export function followOf({ header, key }: TraceState['query']): Follow {
  if (header !== '') return 'header'
  return key === '' ? 'text' : 'key'
}

export function rangeOf({ range, around }: TraceState['query']): Range {
  return range ?? (around === null ? 'day' : 'around')
}

/** What is asked of the server; null where nothing is followed yet. */
export function traceInputOf(query: TraceState['query'], now: number): TraceInput | null {
  const follow = followOf(query)
  const value = query[follow]
  const topics = query.topics
    .split(/[\s,]+/)
    .filter(Boolean)
    .slice(0, 50)
  if (value === '') return null
  return {
    topics: topics.length === 0 ? ['*'] : topics,
    [follow]: value,
    sorted: 'false',
    ...(follow === 'key' && query.keyFormat ? { keyFormat: query.keyFormat } : {}),
    ...timesOf(query, now),
  }
}

function timesOf(query: TraceState['query'], now: number): Pick<TraceInput, 'from' | 'timestamp' | 'to'> {
  const range = rangeOf(query)
  if (range === 'around' && query.around !== null)
    return { from: 'time', timestamp: query.around - BEFORE_MS, to: String(query.around + AFTER_MS) }
  const back = BACK_MS[range]
  // Newest first down to that time: the latest is what is looked for most often.
  return back === undefined ? { from: 'newest' } : { from: 'newest', to: String(now - back) }
}

/** The open record's place, or null. */
export function openTraceRecord(record: string): { topic: string; partition: number; offset: string } | null {
  const [, topic, partition, offset] = /^([^/]+)\/(\d{1,7})\/(\d{1,19})$/.exec(record) ?? []
  if (topic === undefined || partition === undefined || offset === undefined) return null
  return { topic, partition: Number(partition), offset }
}
