'use client'

import { RotateCw, Square } from 'lucide-react'
import { FORMAT_OPTIONS, formatOf } from '#lib/format/record-formats.ts'
import { Button } from '#components/ui/button.tsx'
import { EnterInput } from '#components/ui/enter-input.tsx'
import { TimeInput } from '#components/ui/time-input.tsx'
import { Select } from '#components/ui/select.tsx'
import type { HistoryState } from './use-history-state.ts'

const KEY_FORMATS = [
  { value: 'auto', label: 'as text' },
  ...FORMAT_OPTIONS.filter(({ value }) => value !== 'json' && value !== 'text').map(({ value, label }) => ({
    value,
    label: `as ${label}`,
  })),
]
const PARTITION_OPTIONS = [
  { value: 'auto', label: 'The key’s partition' },
  { value: 'all', label: 'All partitions' },
] as const

/** Whose history is shown, and of which moment the state. */
export function HistoryBar({
  state: { query, set },
  running,
  onStop,
  onAgain,
}: {
  state: HistoryState
  running: boolean
  onStop: () => void
  onAgain: () => void
}) {
  const anew = { version: null, moment: null }
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 pt-2.5 pb-1.5">
      <EnterInput
        exact
        label="Key"
        placeholder="Key, the whole of it"
        value={query.key}
        onEnter={(key) => void set({ ...anew, key: key || null })}
        className="w-72 max-sm:w-full"
      />
      <Select
        label="The key is written"
        value={query.keyFormat ?? 'auto'}
        options={KEY_FORMATS}
        onChange={(value) => void set({ ...anew, keyFormat: formatOf(value) })}
      />
      <Select
        label="Where it is looked for"
        value={query.partitions}
        options={PARTITION_OPTIONS}
        onChange={(partitions) => void set({ ...anew, partitions })}
      />
      <span className="flex items-center gap-2">
        <span aria-hidden className="text-muted">
          State at
        </span>
        <TimeInput
          label="State at"
          placeholder="now, -1h, 14:07"
          value={query.moment}
          onEnter={(moment) => void set({ moment: moment || null, version: null })}
          className="w-44"
        />
      </span>
      {query.key === '' ? null : running ? (
        <Button onClick={onStop}>
          <Square size={12} aria-hidden /> Stop
        </Button>
      ) : (
        <Button onClick={onAgain}>
          <RotateCw size={13} aria-hidden /> Read anew
        </Button>
      )}
    </div>
  )
}
