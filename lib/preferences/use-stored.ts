'use client'

import { useSyncExternalStore } from 'react'
import type { Stored } from './stored.ts'

/** The stored value and its setter; the initial value while the page is rendered on the server. */
export function useStored<Value>(store: Stored<Value>): [Value, (value: Value) => void] {
  return [useSyncExternalStore(store.subscribe, store.get, () => store.initial), store.set]
}
