'use client'

import { EnterInput } from '#components/ui/enter-input.tsx'
import type { LiveState } from './use-live-state.ts'

/** The finer filters of a live list; all that is given must hold. */
export function LiveFilters({ state: { query, set } }: { state: LiveState }) {
  const setter = (name: 'key' | 'header' | 'filter') => (value: string) =>
    void set({ [name]: value.trim() === '' ? null : value, record: null })
  return (
    <div className="flex flex-wrap gap-2 px-4 pb-1.5">
      <EnterInput
        exact
        label="Key, exactly"
        placeholder="Key, exactly"
        value={query.key}
        onEnter={setter('key')}
        className="w-48 max-sm:w-full"
      />
      <EnterInput
        exact
        label="Header or header:value"
        placeholder="Header or header:value"
        value={query.header}
        onEnter={setter('header')}
        className="w-52 max-sm:w-full"
      />
      <EnterInput
        exact
        label="Filter expression (CEL)"
        placeholder='value.customer.tier == "gold" && value.amount > 200.0'
        value={query.filter}
        onEnter={setter('filter')}
        className="min-w-60 flex-1 max-sm:w-full"
      />
    </div>
  )
}
