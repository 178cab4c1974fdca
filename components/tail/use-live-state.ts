'use client'

import {
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from 'nuqs'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { FORMATS } from '#components/messages/formats.ts'
import { apiUrl } from '#lib/queries/call-api.ts'
import { TailStore } from './tail-store.ts'

/** How many records from before are shown at once. */
const LAST = 50

const parsers = {
  text: parseAsString.withDefault(''),
  caseSensitive: parseAsBoolean.withDefault(true),
  key: parseAsString.withDefault(''),
  header: parseAsString.withDefault(''),
  partition: parseAsArrayOf(parseAsInteger).withDefault([]),
  isolation: parseAsStringLiteral(['committed', 'uncommitted'] as const).withDefault('committed'),
  keyFormat: parseAsStringLiteral(FORMATS),
  valueFormat: parseAsStringLiteral(FORMATS),
  /** The open record: `partition/offset`. */
  record: parseAsString.withDefault(''),
}

/** What the page shows; it lives in the URL, so a link shows the same. */
export function useLiveState() {
  const [query, set] = useQueryStates(parsers)
  return useMemo(() => ({ query, set }), [query, set])
}

export type LiveState = ReturnType<typeof useLiveState>

/** The live stream of a topic as `query` filters it; it is opened anew when the filter changes. */
export function useTail({ cluster, topic }: { cluster: string; topic: string }, query: LiveState['query']) {
  const { text, caseSensitive, key, header, partition, isolation, keyFormat, valueFormat } = query
  const filter = apiUrl(
    '/clusters/{cluster}/tail',
    { cluster },
    {
      topics: [topic],
      partition,
      isolation: isolation === 'committed' ? undefined : isolation,
      text,
      caseSensitive: text === '' || caseSensitive ? undefined : false,
      key,
      header,
      keyFormat,
      valueFormat,
    },
  )
  const tail = useMemo(
    () => new TailStore((from) => `${filter}&${from === null ? `last=${LAST}` : `from=${from}`}`),
    [filter],
  )
  useEffect(() => {
    tail.open()
    return () => tail.close()
  }, [tail])
  const snapshot = useSyncExternalStore(tail.subscribe, tail.get, initial)
  return { tail, snapshot }
}

const initial = () => TailStore.initial
