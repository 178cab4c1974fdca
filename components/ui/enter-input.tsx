'use client'

import { type ComponentProps, useState } from 'react'
import { Input } from './input.tsx'

/** A text that is taken over with Enter or when the field is left. */
export function EnterInput({
  label,
  value,
  onEnter,
  exact = false,
  keepForm = false,
  className = 'w-40',
  ...props
}: Pick<ComponentProps<'input'>, 'placeholder' | 'inputMode' | 'className' | 'aria-invalid'> & {
  label: string
  value: string
  onEnter: (text: string) => void
  /** Spaces at the ends count, as in a key. */
  exact?: boolean
  /** Enter does not send the form around it, which is about something else. */
  keepForm?: boolean
  'data-tip'?: string | undefined
}) {
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  if (known !== value) {
    setKnown(value)
    setText(value)
  }
  const take = () => {
    const taken = exact ? text : text.trim()
    if (taken !== value) onEnter(taken)
  }
  return (
    <Input
      {...props}
      mono
      aria-label={label}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return
        if (keepForm) event.preventDefault()
        take()
      }}
      className={className}
    />
  )
}
