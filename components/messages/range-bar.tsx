'use client'

import { ChevronDown, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '#components/ui/button.tsx'
import { Input } from '#components/ui/input.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { Select } from '#components/ui/select.tsx'
import { FORMAT_CHOICES } from './formats.ts'
import { PartitionPicker } from './partition-picker.tsx'
import { formatOf, LIMITS, type MessagesState } from './use-messages-state.ts'

const START_OPTIONS = [
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
  { value: 'time', label: 'From a time' },
  { value: 'offset', label: 'From an offset' },
] as const

const ORDER_OPTIONS = [
  { value: 'oldest', label: 'onwards' },
  { value: 'newest', label: 'backwards' },
] as const

const LIMIT_OPTIONS = LIMITS.map((limit) => ({ value: String(limit), label: `${limit} at a time` }))

/** The bar above the records: where to start, which partitions, how many; `onRun` reads anew. */
export function RangeBar({
  state,
  partitions,
  busy,
  onRun,
}: {
  state: MessagesState
  partitions: number | undefined
  busy: boolean
  onRun: () => void
}) {
  const { query, set, setReading } = state
  const places = query.from === 'time' || query.from === 'offset'
  return (
    <>
      <Select
        label="Where to start"
        value={query.from}
        options={START_OPTIONS}
        onChange={(from) => void set({ from, at: from === 'time' ? '-15m' : null, order: null, record: null })}
      />
      {places ? (
        <>
          <PlaceInput
            key={query.from}
            kind={query.from === 'time' ? 'time' : 'offset'}
            value={query.at}
            onChange={(at) => void set({ at, record: null })}
          />
          <Select
            label="Direction"
            value={query.order}
            options={ORDER_OPTIONS}
            onChange={(order) => void set({ order, record: null })}
          />
        </>
      ) : null}
      <PartitionPicker
        chosen={query.partition}
        count={partitions}
        onChange={(partition) => void set({ partition: partition.length > 0 ? partition : null, record: null })}
      />
      <Select
        label="How many at a time"
        value={String(query.limit)}
        options={LIMIT_OPTIONS}
        onChange={(limit) => void set({ limit: Number(limit), record: null })}
        className="max-sm:hidden"
      />
      <Menu
        button={(props) => (
          <Button {...props} className="font-normal">
            {formatLabel(query)} <ChevronDown size={14} aria-hidden className="text-muted" />
          </Button>
        )}
        entries={[
          {
            kind: 'choice',
            id: 'isolation',
            label: 'Transactions',
            value: query.isolation,
            options: [
              { value: 'committed', label: 'Committed records only' },
              { value: 'uncommitted', label: 'Aborted and open ones, too' },
            ],
            onChange: (isolation) => setReading({ isolation: isolation === 'uncommitted' ? isolation : 'committed' }),
          },
          {
            kind: 'choice',
            id: 'value',
            label: 'Read values as',
            value: query.valueFormat ?? 'auto',
            options: FORMAT_CHOICES,
            onChange: (format) => setReading({ valueFormat: formatOf(format) }),
          },
          {
            kind: 'choice',
            id: 'key',
            label: 'Read keys as',
            value: query.keyFormat ?? 'auto',
            options: FORMAT_CHOICES,
            onChange: (format) => setReading({ keyFormat: formatOf(format) }),
          },
        ]}
      />
      <IconButton label="Read anew" look="plain" disabled={busy} onClick={onRun}>
        <RotateCw size={14} aria-hidden className={busy ? 'animate-spin' : ''} />
      </IconButton>
    </>
  )
}

function formatLabel({ keyFormat, valueFormat, isolation }: MessagesState['query']): string {
  const parts = [keyFormat ? `key ${keyFormat}` : null, valueFormat ? `value ${valueFormat}` : null]
  const chosen = [...parts, isolation === 'uncommitted' ? 'uncommitted' : null].filter((part) => part !== null)
  return chosen.length === 0 ? 'Decoding' : chosen.join(', ')
}

/** An offset or a time, taken over with Enter or when the field is left. */
function PlaceInput({
  kind,
  value,
  onChange,
}: {
  kind: 'time' | 'offset'
  value: string
  onChange: (value: string) => void
}) {
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  if (known !== value) {
    setKnown(value)
    setText(value)
  }
  const take = () => {
    if (text.trim() !== value) onChange(text.trim())
  }
  return (
    <Input
      mono
      aria-label={kind === 'time' ? 'Time to start at' : 'Offset to start at'}
      placeholder={kind === 'time' ? '-15m, 14:07, 2026-11-21 14:07' : 'Offset'}
      data-tip={
        kind === 'time' ? 'Relative (-15m, -2h, -1d), a clock time, a date and time, or milliseconds' : undefined
      }
      inputMode={kind === 'offset' ? 'numeric' : 'text'}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take()
      }}
      className={kind === 'time' ? 'w-44' : 'w-32'}
    />
  )
}
