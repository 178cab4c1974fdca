'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Input } from '#components/ui/input.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { isAppError } from '#lib/errors.ts'
import type { Message } from '#lib/contract/messages.ts'
import { searchEstimateOptions } from '#lib/queries/search.ts'
import type { SearchTerms } from '../use-messages-state.ts'
import { CelField } from './cel-field.tsx'
import { exampleFilters } from './example-filters.ts'
import { estimateWords } from './search-words.ts'

const TYPING_MS = 400

/** The finer filters: an exact key, a header, an expression; with what searching for them would read. */
export function FilterFields({
  at,
  draft,
  changed,
  rows,
  onEdit,
}: {
  at: { cluster: string; topic: string }
  draft: SearchTerms
  changed: boolean
  rows: readonly Message[]
  onEdit: (change: Partial<SearchTerms>) => void
}) {
  const settled = useSettled(draft.filter)
  const check = useQuery({
    ...searchEstimateOptions(at, settled, () => ({ filter: settled })),
    enabled: settled.trim() !== '',
  })
  const problem = check.error && isAppError(check.error) && check.error.code === 'INVALID_FILTER' ? check.error : null
  const wrong =
    settled === draft.filter ? problem?.issues?.find((issue) => issue.path === 'filter')?.message : undefined
  return (
    <div className="flex flex-wrap items-start gap-2 px-4 pb-1.5">
      <Input
        mono
        aria-label="Key, exactly"
        placeholder="Key, exactly"
        value={draft.key}
        onChange={(event) => onEdit({ key: event.target.value })}
        className="w-48 max-sm:w-full"
      />
      <Input
        mono
        aria-label="Header or header:value"
        placeholder="header:value"
        value={draft.header}
        onChange={(event) => onEdit({ header: event.target.value })}
        className="w-48 max-sm:w-full"
      />
      <CelField
        value={draft.filter}
        rows={rows}
        problem={wrong}
        hint={
          changed && check.data && !wrong ? (
            <p className="mt-1 text-sm text-muted">
              Reads {estimateWords(check.data)} of the whole topic. Enter searches, Shift+Enter begins a line,
              Ctrl+Space shows what can stand there.
            </p>
          ) : null
        }
        onChange={(filter) => onEdit({ filter })}
      />
      <Menu
        align="end"
        button={(props) => (
          <Button {...props} className="font-normal">
            Examples <ChevronDown size={14} aria-hidden className="text-muted" />
          </Button>
        )}
        entries={exampleFilters(rows).map((example) => ({
          kind: 'action' as const,
          id: example,
          label: <span className="font-mono text-sm">{example}</span>,
          onSelect: () => onEdit({ filter: draft.filter.trim() === '' ? example : `${draft.filter} && ${example}` }),
        }))}
      />
    </div>
  )
}

/** The value once nothing was typed for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
