'use client'

import { Search, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { InputFrame } from '#components/ui/input.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { useShortcuts } from '#components/ui/use-shortcuts.ts'

const TYPING_MS = 150

/** The filter of a table: `/` goes to it, Esc empties and then leaves it, ↓ goes on to the rows. */
export function FilterInput({
  value,
  placeholder,
  onChange,
  onLeaveDown,
}: {
  value: string
  placeholder: string
  onChange: (value: string) => void
  onLeaveDown?: () => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(value)
  const [shown, setShown] = useState(value)
  // The URL may change by itself, by the back button or a link: follow it.
  if (value !== shown) {
    setShown(value)
    setText(value)
  }

  useEffect(() => {
    if (text === shown) return
    const timer = setTimeout(() => onChange(text), TYPING_MS)
    return () => clearTimeout(timer)
  }, [text, shown, onChange])

  useShortcuts({ '/': () => input.current?.select() })

  return (
    <InputFrame
      ref={input}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown') onLeaveDown?.()
        if (event.key !== 'Escape') return
        if (text === '') input.current?.blur()
        else setText('')
      }}
      placeholder={placeholder}
      aria-label={placeholder}
      className="w-full sm:w-72"
      before={<Search size={14} aria-hidden className="shrink-0 text-muted" />}
      after={
        text === '' ? (
          <span className="max-sm:hidden">
            <Kbd>/</Kbd>
          </span>
        ) : (
          <button
            type="button"
            aria-label="Empty the filter"
            onClick={() => {
              setText('')
              input.current?.focus()
            }}
            className="-mr-1 flex size-6 items-center justify-center rounded-sm text-muted hover:text-ink"
          >
            <X size={14} aria-hidden />
          </button>
        )
      }
    />
  )
}
