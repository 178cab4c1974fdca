'use client'

import { parseAsArrayOf, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import { parseTimeInput } from '#lib/format/time-input.ts'
import type { TimeZone } from '#lib/format/times.ts'
import type { AnalysisInput } from '#lib/queries/analysis.ts'

export const SLICES = ['newest', 'oldest', 'time'] as const
export const RECORDS = [1_000, 10_000, 100_000, 1_000_000] as const

/** Which slice is looked at; it lives in the URL, so a link shows the same. */
const parsers = {
  from: parseAsStringLiteral(SLICES).withDefault('newest'),
  /** Begin and end of a time range, as typed. */
  at: parseAsString.withDefault(''),
  until: parseAsString.withDefault(''),
  records: parseAsInteger.withDefault(100_000),
  partition: parseAsArrayOf(parseAsInteger).withDefault([]),
  isolation: parseAsStringLiteral(['committed', 'uncommitted'] as const).withDefault('committed'),
  /** The id that must not occur twice: key, header:<name> or value:<path>. */
  id: parseAsString.withDefault(''),
}

export function useSliceState() {
  const [query, set] = useQueryStates(parsers)
  return useMemo(() => ({ query, set }), [query, set])
}

export type SliceState = ReturnType<typeof useSliceState>

/** What is asked of the server, or what is missing for it. */
export function sliceOf(
  query: SliceState['query'],
  { zone, now }: { zone: TimeZone; now: number },
): { input: AnalysisInput } | { missing: string } {
  const { from, at, until, records, partition, isolation, id } = query
  const common: AnalysisInput = {
    from,
    maxRecords: RECORDS.find((allowed) => allowed === records) ?? 100_000,
    isolation,
    ...(partition.length > 0 ? { partition } : {}),
    ...(id === '' ? {} : { id }),
  }
  if (from !== 'time') return { input: common }
  const timestamp = parseTimeInput(at, zone, now)
  const to = until === '' ? undefined : parseTimeInput(until, zone, now)
  if (timestamp === null || to === null)
    return { missing: 'Type times as -15m, 14:07, 2026-11-21 14:07:40 or milliseconds.' }
  if (to !== undefined && to <= timestamp) return { missing: 'The time range ends before it begins.' }
  return { input: { ...common, timestamp, ...(to === undefined ? {} : { to }) } }
}
