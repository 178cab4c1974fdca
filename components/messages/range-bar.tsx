'use client'

import dynamic from 'next/dynamic'
import { Select } from '#components/ui/select.tsx'
import { PartitionPicker } from './partition-picker.tsx'
import { EnterInput } from '#components/ui/enter-input.tsx'
import { TimeInput } from '#components/ui/time-input.tsx'
import { TimeRange } from './time-range.tsx'
import type { MessagesState } from './use-messages-state.ts'

const GroupSelect = dynamic(() => import('./group-select.tsx').then((module) => module.GroupSelect), { ssr: false })

const START_OPTIONS = [
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
  { value: 'time', label: 'From a time' },
  { value: 'offset', label: 'From an offset' },
  { value: 'group', label: 'From a group' },
] as const

const ORDER_OPTIONS = [
  { value: 'oldest', label: 'onwards' },
  { value: 'newest', label: 'backwards' },
] as const

const GROUP_ORDER_OPTIONS = [
  { value: 'oldest', label: 'what it reads next' },
  { value: 'newest', label: 'what it has read' },
] as const

/** Where the records are read: where to start, within which time, in which partitions. */
export function RangeBar({
  at,
  state,
  partitions,
}: {
  at: { cluster: string; topic: string }
  state: MessagesState
  partitions: number | undefined
}) {
  const { query, set } = state
  const { from } = query
  return (
    <>
      <Select
        label="Where to start"
        value={query.from}
        options={START_OPTIONS}
        onChange={(from) => void set({ from, at: from === 'time' ? '-15m' : null, order: null, record: null })}
      />
      {from === 'group' ? (
        <GroupSelect at={at} value={query.at} onChange={(group) => void set({ at: group, record: null })} />
      ) : null}
      {from === 'time' ? (
        <TimeInput
          keepForm
          label="Time to start at"
          placeholder="-15m, 14:07, 2026-11-21 14:07"
          value={query.at}
          onEnter={(at) => void set({ at, record: null })}
        />
      ) : null}
      {from === 'offset' ? (
        <EnterInput
          keepForm
          inputMode="numeric"
          className="w-32"
          label="Offset to start at"
          placeholder="Offset"
          value={query.at}
          onEnter={(at) => void set({ at, record: null })}
        />
      ) : null}
      {from === 'newest' || from === 'oldest' ? (
        <TimeRange state={state} />
      ) : (
        <Select
          label="Direction"
          value={query.order}
          options={from === 'group' ? GROUP_ORDER_OPTIONS : ORDER_OPTIONS}
          onChange={(order) => void set({ order, record: null })}
        />
      )}
      <PartitionPicker
        chosen={query.partition}
        count={partitions}
        onChange={(partition) => void set({ partition: partition.length > 0 ? partition : null, record: null })}
      />
    </>
  )
}
