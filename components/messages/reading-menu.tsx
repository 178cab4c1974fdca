'use client'

import { ChevronDown } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { Menu, menuChoice } from '#components/ui/menu.tsx'
import { formatOf, FORMAT_CHOICES } from '#lib/format/record-formats.ts'
import { LIMITS, type MessagesState } from './use-messages-state.ts'

const LIMIT_OPTIONS = LIMITS.map((limit) => ({ value: String(limit), label: `${limit} at a time` }))

/** How records are read: as which format, with or without open transactions, how many at a time. Remembered for the topic. */
export function ReadingMenu({ state: { query, set, setReading } }: { state: MessagesState }) {
  return (
    <Menu
      align="end"
      button={(props) => (
        <Button {...props} className="font-normal">
          {formatLabel(query)} <ChevronDown size={14} aria-hidden className="text-muted" />
        </Button>
      )}
      entries={[
        {
          kind: 'choice',
          id: 'limit',
          label: 'Records',
          value: String(query.limit),
          options: LIMIT_OPTIONS,
          onChange: (limit) => void set({ limit: Number(limit), record: null }),
        },
        menuChoice({
          id: 'isolation',
          label: 'Transactions',
          value: query.isolation,
          options: [
            { value: 'committed', label: 'Committed records only' },
            { value: 'uncommitted', label: 'Aborted and open ones, too' },
          ],
          onChange: (isolation) => setReading({ isolation }),
        }),
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
  )
}

function formatLabel({ keyFormat, valueFormat, isolation }: MessagesState['query']): string {
  const parts = [keyFormat ? `key ${keyFormat}` : null, valueFormat ? `value ${valueFormat}` : null]
  const chosen = [...parts, isolation === 'uncommitted' ? 'uncommitted' : null].filter((part) => part !== null)
  return chosen.length === 0 ? 'Reading' : chosen.join(', ')
}
