'use client'

import { RotateCw, Square } from 'lucide-react'
import { PartitionPicker } from '#components/messages/partition-picker.tsx'
import { Button } from '#components/ui/button.tsx'
import { TimeInput } from '#components/ui/time-input.tsx'
import { Select } from '#components/ui/select.tsx'
import { formatCount } from '#lib/format/numbers.ts'
import { RECORDS, SLICES, type SliceState } from './use-slice-state.ts'

const SLICE_LABEL: Record<(typeof SLICES)[number], string> = {
  newest: 'The newest records',
  oldest: 'From the beginning',
  time: 'A time range',
}
const SLICE_OPTIONS = SLICES.map((value) => ({ value, label: SLICE_LABEL[value] }))
const RECORD_OPTIONS = RECORDS.map((value) => ({ value: String(value), label: `up to ${formatCount(value)}` }))
const ISOLATION_OPTIONS = [
  { value: 'committed', label: 'committed only' },
  { value: 'uncommitted', label: 'uncommitted, too' },
] as const

/** Which slice of the topic is looked at. */
export function SliceBar({
  state,
  partitions,
  running,
  onAgain,
  onStop,
}: {
  state: SliceState
  partitions: number | undefined
  running: boolean
  onAgain: () => void
  onStop: () => void
}) {
  const { query, set } = state
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 pt-2.5 pb-1.5">
      <Select
        label="Which records"
        value={query.from}
        options={SLICE_OPTIONS}
        onChange={(from) => void set({ from, at: from === 'time' ? '-15m' : null, until: null })}
      />
      {query.from === 'time' ? (
        <>
          <TimeInput label="From" placeholder="-15m, 14:07" value={query.at} onEnter={(at) => void set({ at })} />
          <span className="text-muted">to</span>
          <TimeInput
            label="To"
            placeholder="now"
            value={query.until}
            onEnter={(until) => void set({ until: until || null })}
          />
        </>
      ) : null}
      <Select
        label="How many records"
        value={String(query.records)}
        options={RECORD_OPTIONS}
        onChange={(records) => void set({ records: Number(records) })}
      />
      <PartitionPicker
        chosen={query.partition}
        count={partitions}
        onChange={(partition) => void set({ partition: partition.length > 0 ? partition : null })}
      />
      <Select
        label="Transactions"
        value={query.isolation}
        options={ISOLATION_OPTIONS}
        onChange={(isolation) => void set({ isolation: isolation === 'uncommitted' ? isolation : null })}
        className="max-sm:hidden"
      />
      {running ? (
        <Button onClick={onStop}>
          <Square size={12} aria-hidden /> Stop
        </Button>
      ) : (
        <Button onClick={onAgain}>
          <RotateCw size={13} aria-hidden /> Analyse again
        </Button>
      )}
    </div>
  )
}
