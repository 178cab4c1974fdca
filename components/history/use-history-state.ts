'use client'

import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import { pushOrReplace } from '#lib/push-or-replace.ts'
import { FORMATS } from '#lib/format/record-formats.ts'
import type { KeySearch } from '#lib/queries/key-history.ts'

/** Whose history, and at which moment; it lives in the URL, so a link shows the same. */
const parsers = {
  key: parseAsString.withDefault(''),
  keyFormat: parseAsStringLiteral(FORMATS),
  /** The moment whose state is shown, as typed. */
  moment: parseAsString.withDefault(''),
  /** The version whose state is shown: `partition/offset`. */
  version: parseAsString.withDefault(''),
  partitions: parseAsStringLiteral(['auto', 'all'] as const).withDefault('auto'),
}

/** What Back takes back. */
const STEPS = { opens: ['version'], seeks: ['key', 'keyFormat', 'moment', 'partitions'] }

export function useHistoryState() {
  const [query, setQuery] = useQueryStates(parsers)
  return useMemo(() => {
    const set = (change: Partial<{ [Name in keyof typeof query]: (typeof query)[Name] | null }>) =>
      setQuery(change, { history: pushOrReplace(query, change, STEPS) })
    return { query, set }
  }, [query, setQuery])
}

export type HistoryState = ReturnType<typeof useHistoryState>

/** Versions that are read at once. */
const PAGE = 100

/** The search behind a history; null where no key is given. */
export function keySearchOf({ key, keyFormat, partitions }: HistoryState['query']): KeySearch | null {
  if (key === '') return null
  return {
    key,
    from: 'newest',
    limit: PAGE,
    maxSeconds: 120,
    partitioner: partitions,
    ...(keyFormat ? { keyFormat } : {}),
  }
}
