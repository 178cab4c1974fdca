'use client'

import { RotateCw, Square } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { EnterInput } from '#components/ui/enter-input.tsx'
import { Select } from '#components/ui/select.tsx'
import { type Follow, followOf, RANGES, rangeOf, type TraceState } from './use-trace-state.ts'

const FOLLOW_OPTIONS = [
  { value: 'text', label: 'Text anywhere' },
  { value: 'header', label: 'Header' },
  { value: 'key', label: 'Key' },
] as const
const PLACEHOLDER: Record<Follow, string> = {
  text: 'An order number, a trace id …',
  header: 'correlation-id:4f1c…',
  key: 'The whole key',
}
const RANGE_LABEL: Record<(typeof RANGES)[number], string> = {
  hour: 'the last hour',
  day: 'the last day',
  week: 'the last week',
  all: 'all that is there',
  around: 'around that record',
}

/** What is followed, through which topics, in which time. */
export function TraceBar({
  state: { query, set },
  running,
  onStop,
  onAgain,
}: {
  state: TraceState
  running: boolean
  onStop: () => void
  onAgain: () => void
}) {
  const given = followOf(query)
  const [chosen, setChosen] = useState<Follow | null>(null)
  const follow = query[given] === '' ? (chosen ?? given) : given
  const clear = { text: null, header: null, key: null, keyFormat: null, record: null }
  const ranges = RANGES.filter((range) => range !== 'around' || query.around !== null)
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 pt-1 pb-1.5">
      <Select
        label="What is followed"
        value={follow}
        options={FOLLOW_OPTIONS}
        onChange={(next) => {
          setChosen(next)
          if (query[given] !== '') void set({ ...clear, [next]: query[given] })
        }}
      />
      <EnterInput
        exact={follow === 'key'}
        label={FOLLOW_OPTIONS.find(({ value }) => value === follow)?.label ?? ''}
        placeholder={PLACEHOLDER[follow]}
        value={query[follow]}
        onEnter={(value) => void set({ ...clear, [follow]: value || null })}
        className="w-96 max-sm:w-full"
      />
      <span className="flex items-center gap-2">
        <span aria-hidden className="text-muted">
          in
        </span>
        <EnterInput
          label="Topics"
          placeholder="*"
          value={query.topics}
          onEnter={(topics) => void set({ topics: topics === '' || topics === '*' ? null : topics, record: null })}
          className="w-56"
        />
      </span>
      <Select
        label="Time"
        value={rangeOf(query)}
        options={ranges.map((value) => ({ value, label: RANGE_LABEL[value] }))}
        onChange={(range) => void set({ range, record: null })}
      />
      {query[given] === '' ? null : running ? (
        <Button onClick={onStop}>
          <Square size={12} aria-hidden /> Stop
        </Button>
      ) : (
        <Button onClick={onAgain}>
          <RotateCw size={13} aria-hidden /> Follow again
        </Button>
      )}
    </div>
  )
}
