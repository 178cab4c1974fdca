'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { SearchEstimate } from '#lib/contract/search.ts'
import { searchEstimateOptions, type SearchParams } from '#lib/queries/search.ts'
import { IDLE } from './search-snapshot.ts'
import type { SearchStore } from './search-store.ts'

/** A search that a link brings along starts by itself up to this size; a larger one asks first. */
const FREE = { bytes: 2_000_000_000, records: 2_000_000 }

const idle = () => IDLE
const never = () => () => undefined

/** A search of a topic. `id` tells it from others, null while nothing is searched for; `resolve` gives what to ask at a time. */
export interface AskedSearch {
  id: string | null
  resolve: (now: number) => SearchParams
  /** Whether somebody on this page asked for it, so that it starts whatever it costs. */
  byHand: boolean
}

/** The search of a topic, a new one whenever another is asked for. */
export function useSearch(at: { cluster: string; topic: string }, { id, resolve, byHand }: AskedSearch) {
  const { cluster, topic } = at
  const full = id === null ? null : `${cluster}/${topic} ${id}`
  const [loaded, setLoaded] = useState<{ full: string; store: SearchStore } | null>(null)
  const latest = useRef(resolve)
  useEffect(() => {
    latest.current = resolve
  })
  useEffect(() => {
    if (full === null) return
    let made: SearchStore | undefined
    let left = false
    // Loaded with the first search: most pages run none.
    void import('./search-store.ts').then(({ SearchStore }) => {
      if (left) return
      made = new SearchStore({ cluster, topic }, latest.current)
      setLoaded({ full, store: made })
    })
    return () => {
      left = true
      made?.close()
    }
  }, [full, cluster, topic])
  const store = loaded !== null && loaded.full === full ? loaded.store : null
  const estimate = useQuery({ ...searchEstimateOptions(at, id ?? '', resolve), enabled: id !== null })
  const { data, error } = estimate
  // Where the estimate fails, the search says why.
  const starts = byHand || error !== null || (data !== undefined && isCheap(data))
  useEffect(() => {
    if (starts && store?.get().state === 'idle') store.run()
  }, [store, starts])
  const snapshot = useSyncExternalStore(store?.subscribe ?? never, store?.get ?? idle, idle)
  return { store, snapshot, estimate: data, waits: full !== null && !starts }
}

function isCheap({ bytes, records }: SearchEstimate): boolean {
  return bytes === null ? Number(records) <= FREE.records : bytes <= FREE.bytes
}
