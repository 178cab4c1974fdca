'use client'

import { clsx } from 'clsx'
import { type ReactNode, useId } from 'react'
import { fieldLook } from '#components/ui/input.tsx'
import type { Message } from '#lib/contract/messages.ts'
import { CompletionList } from './completion-list.tsx'
import { useCompletion } from './use-completion.ts'

const PLACE = /^line (\d+), column (\d+): (.*)$/s
const MAX_LINES = 6

/** A CEL expression, completed while it is typed; a mistake is pointed at in its line. */
export function CelField({
  value,
  rows,
  problem,
  hint,
  onChange,
}: {
  value: string
  /** Records whose fields are offered. */
  rows: readonly Message[]
  /** What is wrong with it: `line 1, column 10: …`. */
  problem: string | undefined
  /** Below it, above what is offered while it is typed. */
  hint: ReactNode
  onChange: (value: string) => void
}) {
  const id = useId()
  const { field, options, active, ask, take, onKey } = useCompletion(value, rows, onChange)
  const open = options.length > 0
  const [, line, column, text] = PLACE.exec(problem ?? '') ?? []
  const source = value.split('\n')[Number(line ?? 1) - 1] ?? ''
  return (
    <div className="relative min-w-60 flex-1 max-sm:w-full">
      <textarea
        ref={field}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an expression has lines
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={open ? `${id}-list` : undefined}
        aria-activedescendant={open && active >= 0 ? `${id}-list-${active}` : undefined}
        aria-label="Filter expression (CEL)"
        placeholder='value.customer.tier == "gold" && value.amount > 200.0'
        rows={Math.min(MAX_LINES, value.split('\n').length)}
        spellCheck={false}
        autoComplete="off"
        value={value}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? id : undefined}
        onChange={(event) => {
          onChange(event.target.value)
          ask({ caret: event.target.selectionStart, explicitly: false })
        }}
        onBlur={() => ask(null)}
        onPointerDown={() => ask(null)}
        onKeyDown={(event) => {
          if (onKey(event)) {
            event.preventDefault()
            event.stopPropagation()
            return
          }
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
          event.preventDefault()
          event.currentTarget.form?.requestSubmit()
        }}
        className={clsx('block min-h-7.5 w-full resize-none py-[5px] font-mono text-sm', fieldLook)}
      />
      {hint}
      {open ? <CompletionList id={`${id}-list`} options={options} active={active} onTake={take} /> : null}
      {problem ? (
        <div id={id} role="alert" className="mt-1 text-sm text-bad">
          {column === undefined ? null : (
            <pre aria-hidden className="overflow-x-auto font-mono leading-4 text-ink">
              {source}
              {'\n'}
              <span className="text-bad">{`${' '.repeat(Math.max(0, Number(column) - 1))}^`}</span>
            </pre>
          )}
          {text ?? problem}
          {line === undefined ? null : (
            <span className="sr-only">
              {' '}
              (line {line}, column {column})
            </span>
          )}
        </div>
      ) : null}
    </div>
  )
}
