'use client'

import { type KeyboardEvent, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Message } from '#lib/contract/messages.ts'
import { complete, type Completion } from './cel-complete.ts'
import { fieldsOf } from './cel-fields.ts'

interface Asked {
  caret: number
  /** Also where nothing was typed yet. */
  explicitly: boolean
}

/** What is offered while an expression is typed, and what the keys do with it: arrows choose, Enter and Tab take what is active, Escape closes. */
export function useCompletion(value: string, rows: readonly Message[], onChange: (value: string) => void) {
  const field = useRef<HTMLTextAreaElement>(null)
  const fields = useMemo(() => fieldsOf(rows), [rows])
  const [asked, setAsked] = useState<Asked | null>(null)
  const [chosen, setChosen] = useState<number | null>(null)
  /** Where the caret goes as soon as the text that was taken is shown. */
  const caret = useRef<number | null>(null)
  const found = useMemo(
    () => (asked ? complete(value, asked.caret, fields, asked.explicitly) : null),
    [asked, value, fields],
  )
  const options = found?.options ?? []
  const active = chosen ?? (found?.preselected ? 0 : -1)

  useLayoutEffect(() => {
    if (caret.current === null) return
    field.current?.setSelectionRange(caret.current, caret.current)
    caret.current = null
  }, [value])

  const ask = (next: Asked | null) => {
    caret.current = null
    setAsked(next)
    setChosen(null)
  }
  const take = (option: Completion['options'][number] | undefined) => {
    if (!found || !option) return
    const { from, to } = found
    const text = value.slice(0, from) + option.insert + value.slice(to)
    const end = from + option.insert.length - option.back
    ask(null)
    // A text that stays as it is brings about no rendering that could move the caret.
    if (text === value) return field.current?.setSelectionRange(end, end)
    caret.current = end
    onChange(text)
  }

  /** True where the key was for the list. */
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (event.key === ' ' && event.ctrlKey) {
      ask({ caret: event.currentTarget.selectionStart, explicitly: true })
      return true
    }
    if (options.length === 0 || event.nativeEvent.isComposing || event.shiftKey) return false
    if (event.key === 'ArrowDown') setChosen((active + 1) % options.length)
    else if (event.key === 'ArrowUp') setChosen(active <= 0 ? options.length - 1 : active - 1)
    else if (event.key === 'Escape') ask(null)
    else if ((event.key === 'Tab' || event.key === 'Enter') && active >= 0) take(options[active])
    else {
      if (['ArrowLeft', 'ArrowRight', 'Home', 'End', 'Enter'].includes(event.key)) ask(null)
      return false
    }
    return true
  }

  return { field, options, active, ask, take, onKey }
}
