'use client'

import { clsx } from 'clsx'
import { CaseSensitive, Search, X } from 'lucide-react'
import { useRef } from 'react'
import { InputFrame } from '#components/ui/input.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { useShortcuts } from '#components/ui/use-shortcuts.ts'
import type { SearchTerms } from '../use-messages-state.ts'

/** The text to search for, with a switch for capital letters; `/` goes to it, Enter searches. */
export function SearchInput({
  draft,
  onEdit,
  onClear,
}: {
  draft: SearchTerms
  onEdit: (change: Partial<SearchTerms>) => void
  /** Empties the field and ends the search. */
  onClear: () => void
}) {
  const input = useRef<HTMLInputElement>(null)
  useShortcuts({ '/': () => input.current?.select() })
  const { text, caseSensitive } = draft
  return (
    <InputFrame
      ref={input}
      value={text}
      onChange={(event) => onEdit({ text: event.target.value })}
      onKeyDown={(event) => {
        if (event.key === 'Escape') input.current?.blur()
      }}
      placeholder="Search in keys, values and headers"
      aria-label="Text to search for"
      enterKeyHint="search"
      className="min-w-44 flex-1"
      before={<Search size={14} aria-hidden className="shrink-0 text-muted" />}
      after={
        text === '' ? (
          <span className="max-sm:hidden">
            <Kbd>/</Kbd>
          </span>
        ) : (
          <span className="-mr-1.5 flex shrink-0">
            <button
              type="button"
              aria-label="Capital letters count"
              aria-pressed={caseSensitive}
              data-tip={caseSensitive ? 'Capital letters count' : 'Capital letters do not count'}
              onClick={() => onEdit({ caseSensitive: !caseSensitive })}
              className={clsx(
                'flex size-6 items-center justify-center rounded-sm hover:text-ink',
                caseSensitive ? 'bg-accent-soft text-accent' : 'text-muted',
              )}
            >
              <CaseSensitive size={16} aria-hidden />
            </button>
            <button
              type="button"
              aria-label="Empty the search"
              onClick={() => {
                onClear()
                input.current?.focus()
              }}
              className="flex size-6 items-center justify-center rounded-sm text-muted hover:text-ink"
            >
              <X size={14} aria-hidden />
            </button>
          </span>
        )
      }
    />
  )
}
