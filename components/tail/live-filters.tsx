'use client'

import { ExactInput } from './exact-input.tsx'
import type { LiveState } from './use-live-state.ts'

/** The finer filters of a live list; all that is given must hold. */
export function LiveFilters({ state: { query, set } }: { state: LiveState }) {
  const setter = (name: 'key' | 'header' | 'filter') => (value: string) =>
    void set({ [name]: value.trim() === '' ? null : value, record: null })
  return (
    <div className="flex flex-wrap gap-2 px-4 pb-1.5">
      <ExactInput label="Key, exactly" value={query.key} onChange={setter('key')} className="w-48 max-sm:w-full" />
      <ExactInput
        label="Header or header:value"
        value={query.header}
        onChange={setter('header')}
        className="w-52 max-sm:w-full"
      />
      <ExactInput
        label="Filter expression (CEL)"
        placeholder='value.customer.tier == "gold" && value.amount > 200.0'
        value={query.filter}
        onChange={setter('filter')}
        className="min-w-60 flex-1 max-sm:w-full"
      />
    </div>
  )
}
