'use client'

import {
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from 'nuqs'
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { FORMATS } from '#lib/format/record-formats.ts'
import { apiUrl } from '#lib/queries/call-api.ts'
import { TailStore } from './tail-store.ts'

/** Nobody reads more; above it the server shows 1 of N, and says so. */
const MAX_PER_SECOND = 5_000

const parsers = {
  /** On the page of several topics: which. */
  topics: parseAsArrayOf(parseAsString).withDefault([]),
  text: parseAsString.withDefault(''),
  caseSensitive: parseAsBoolean.withDefault(true),
  key: parseAsString.withDefault(''),
  header: parseAsString.withDefault(''),
  filter: parseAsString.withDefault(''),
  partition: parseAsArrayOf(parseAsInteger).withDefault([]),
  isolation: parseAsStringLiteral(['committed', 'uncommitted'] as const).withDefault('committed'),
  sample: parseAsStringLiteral(['auto', 'off'] as const).withDefault('auto'),
  keyFormat: parseAsStringLiteral(FORMATS),
  valueFormat: parseAsStringLiteral(FORMATS),
  /** The open record: `partition/offset`, with its topic in front where there are several. */
  record: parseAsString.withDefault(''),
}

/** What the page shows; it lives in the URL, so a link shows the same. */
export function useLiveState() {
  const [query, set] = useQueryStates(parsers)
  return useMemo(() => ({ query, set }), [query, set])
}

export type LiveState = ReturnType<typeof useLiveState>

/** Whether something is filtered by more than the partition. */
export function isFiltered({ text, key, header, filter }: LiveState['query']): boolean {
  return [text, key, header, filter].some((term) => term !== '')
}

/** The live stream of topics as `query` filters it; another filter is applied from a little before on, another isolation begins anew. */
export function useTail(
  { cluster, topics }: { cluster: string; topics: readonly string[] },
  query: LiveState['query'],
) {
  const { text, caseSensitive, key, header, filter, partition, isolation, sample, keyFormat, valueFormat } = query
  const url = apiUrl(
    '/clusters/{cluster}/tail',
    { cluster },
    {
      topics,
      partition: topics.length === 1 ? partition : [],
      isolation: isolation === 'committed' ? undefined : isolation,
      text,
      caseSensitive: text === '' || caseSensitive ? undefined : false,
      key,
      header,
      filter,
      keyFormat,
      valueFormat,
      ...(sample === 'auto' ? { sample, maxPerSecond: MAX_PER_SECOND } : {}),
    },
  )
  const source = JSON.stringify([cluster, topics, isolation])
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- a store of its own for each source; `show` below follows the rest
  const tail = useMemo(() => new TailStore(url), [source])
  const shown = useRef(url)
  useEffect(() => {
    tail.open()
    return () => tail.close()
  }, [tail])
  useEffect(() => {
    if (shown.current !== url) tail.show(url)
    shown.current = url
  }, [tail, url])
  const snapshot = useSyncExternalStore(tail.subscribe, tail.get, initial)
  return { tail, snapshot }
}

const initial = () => TailStore.initial
