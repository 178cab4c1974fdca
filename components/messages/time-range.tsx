'use client'

import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { TimeInput } from '#components/ui/time-input.tsx'
import type { MessagesState } from './use-messages-state.ts'

const PRESETS: Record<string, string> = {
  '': 'Any time',
  '-5m': 'Last 5 minutes',
  '-15m': 'Last 15 minutes',
  '-1h': 'Last hour',
  '-6h': 'Last 6 hours',
  '-24h': 'Last 24 hours',
  '-7d': 'Last 7 days',
}

/** The time within which records are shown newest or oldest first: any, the last while, or between two times. */
export function TimeRange({ state: { query, set } }: { state: MessagesState }) {
  const [typing, setTyping] = useState(false)
  const { since, until } = query
  const between = typing || until !== '' || PRESETS[since] === undefined
  return (
    <>
      <Menu
        button={(props) => (
          <Button {...props} className="font-normal">
            {between ? 'Between' : PRESETS[since]} <ChevronDown size={14} aria-hidden className="text-muted" />
          </Button>
        )}
        entries={[
          {
            kind: 'choice',
            id: 'since',
            label: 'Written',
            value: between ? 'between' : since,
            options: [
              ...Object.entries(PRESETS).map(([value, label]) => ({ value, label })),
              { value: 'between', label: 'Between two times …' },
            ],
            onChange: (value) => {
              setTyping(value === 'between')
              if (value === 'between') void set({ since: since === '' ? '-1h' : since, record: null })
              else void set({ since: value === '' ? null : value, until: null, record: null })
            },
          },
        ]}
      />
      {between ? (
        <>
          <TimeInput
            keepForm
            label="Not before"
            placeholder="the beginning"
            value={since}
            onEnter={(text) => void set({ since: text === '' ? null : text, record: null })}
          />
          <TimeInput
            keepForm
            label="Not after"
            placeholder="now"
            value={until}
            onEnter={(text) => void set({ until: text === '' ? null : text, record: null })}
          />
        </>
      ) : null}
    </>
  )
}
