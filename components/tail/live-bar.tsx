'use client'

import { CaseSensitive, ChevronDown, Filter, ListX, Pause, Play } from 'lucide-react'
import { useCallback } from 'react'
import { FilterInput } from '#components/data-table/filter-input.tsx'
import { FORMAT_CHOICES, formatOf } from '#lib/format/record-formats.ts'
import { PartitionPicker } from '#components/messages/partition-picker.tsx'
import { Button, IconButton } from '#components/ui/button.tsx'
import { Menu, menuChoice, type MenuEntry } from '#components/ui/menu.tsx'
import { formatCount } from '#lib/format/numbers.ts'
import type { TailSnapshot } from './tail-store.ts'
import type { LiveState } from './use-live-state.ts'

/** The bar above a live list: pausing it, and what is to be shown. */
export function LiveBar({
  state,
  partitions,
  finer,
  snapshot,
  onFiner,
  onPause,
  onClear,
}: {
  state: LiveState
  /** Of the one topic; null where there are several. */
  partitions: number | undefined | null
  /** The finer filters are shown. */
  finer: boolean
  snapshot: TailSnapshot
  onFiner: (shown: boolean) => void
  onPause: (paused: boolean) => void
  onClear: () => void
}) {
  const { query, set } = state
  const { paused, waiting } = snapshot
  // The page is drawn anew with every record: the field waits for the end of typing only as long as this stays the same.
  const setText = useCallback((text: string) => void set({ text: text === '' ? null : text, record: null }), [set])
  const chosen = [query.key, query.header, query.filter].filter((term) => term !== '').length
  return (
    <>
      <Button
        look={paused ? 'primary' : 'plain'}
        onClick={() => onPause(!paused)}
        data-tip={paused ? 'Follow again (Space)' : 'Hold the list still; what arrives is counted (Space)'}
        className="min-w-26"
      >
        {paused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
        {paused ? (waiting > 0 ? `Follow · ${formatCount(waiting)} new` : 'Follow') : 'Pause'}
      </Button>
      {/* A line of its own above the buttons where there is no room beside them. */}
      <div className="max-sm:order-first max-sm:w-full">
        <FilterInput value={query.text} placeholder="Text in key, value or header" onChange={setText} />
      </div>
      {query.text === '' ? null : (
        <IconButton
          label={query.caseSensitive ? 'Capital letters count' : 'Capital letters do not count'}
          look={query.caseSensitive ? 'plain' : 'quiet'}
          aria-pressed={query.caseSensitive}
          onClick={() => void set({ caseSensitive: query.caseSensitive ? false : null })}
        >
          <CaseSensitive size={16} aria-hidden />
        </IconButton>
      )}
      <Button aria-expanded={finer} onClick={() => onFiner(!finer)} className="font-normal">
        <Filter size={14} aria-hidden className="text-muted" /> Filters
        {chosen > 0 ? <b className="font-semibold tabular-nums">{chosen}</b> : null}
      </Button>
      {partitions === null ? null : (
        <PartitionPicker
          chosen={query.partition}
          count={partitions}
          onChange={(partition) => void set({ partition: partition.length > 0 ? partition : null, record: null })}
        />
      )}
      <Menu
        button={(props) => (
          <Button {...props} className="font-normal">
            Reading <ChevronDown size={14} aria-hidden className="text-muted" />
          </Button>
        )}
        entries={readingEntries(state)}
      />
      <IconButton label="Empty the list" look="plain" onClick={onClear}>
        <ListX size={14} aria-hidden />
      </IconButton>
    </>
  )
}

function readingEntries({ query, set }: LiveState): MenuEntry[] {
  return [
    menuChoice({
      id: 'isolation',
      label: 'Transactions',
      value: query.isolation,
      options: [
        { value: 'committed', label: 'Committed records only' },
        { value: 'uncommitted', label: 'Aborted and open ones, too' },
      ],
      onChange: (isolation) => void set({ isolation: isolation === 'committed' ? null : isolation, record: null }),
    }),
    menuChoice({
      id: 'sample',
      label: 'When more comes than can be shown',
      value: query.sample,
      options: [
        { value: 'auto', label: 'Show 1 of N' },
        { value: 'off', label: 'Show all, leave out the eldest' },
      ],
      onChange: (sample) => void set({ sample: sample === 'auto' ? null : sample }),
    }),
    menuChoice({
      id: 'value',
      label: 'Read values as',
      value: query.valueFormat ?? 'auto',
      options: FORMAT_CHOICES,
      onChange: (format) => void set({ valueFormat: formatOf(format) }),
    }),
    menuChoice({
      id: 'key',
      label: 'Read keys as',
      value: query.keyFormat ?? 'auto',
      options: FORMAT_CHOICES,
      onChange: (format) => void set({ keyFormat: formatOf(format) }),
    }),
  ]
}
