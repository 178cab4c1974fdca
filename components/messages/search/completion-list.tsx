'use client'

import { clsx } from 'clsx'
import { useEffect, useRef } from 'react'
import type { Completion } from './cel-complete.ts'

type Option = Completion['options'][number]

/** What may be put in at the caret, below the field it belongs to. */
export function CompletionList({
  id,
  options,
  active,
  onTake,
}: {
  id: string
  options: readonly Option[]
  active: number
  onTake: (option: Option) => void
}) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active, options])
  return (
    <div
      ref={list}
      id={id}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a list of its own look that takes no focus
      role="listbox"
      aria-label="Completions"
      className="absolute top-full left-0 z-30 mt-1 max-h-60 w-96 max-w-full overflow-y-auto rounded-lg border border-line-strong bg-raised p-1 shadow-pop"
    >
      {options.map((option, index) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the keys are the field's, which keeps the focus
        <div
          key={`${option.label} ${option.about}`}
          id={`${id}-${index}`}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- of that list
          role="option"
          aria-selected={index === active}
          // The field keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(option)}
          className={clsx(
            'flex min-h-7 cursor-pointer items-center gap-3 rounded-md px-2',
            index === active ? 'bg-accent-soft' : 'hover:bg-hover',
          )}
        >
          <span className="shrink-0 font-mono text-sm">{option.label}</span>
          <span className="min-w-0 truncate text-sm text-muted">{option.about}</span>
        </div>
      ))}
    </div>
  )
}
