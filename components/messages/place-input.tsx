'use client'

import { useState } from 'react'
import { Input } from '#components/ui/input.tsx'

/** An offset or a time, taken over with Enter or when the field is left. */
export function PlaceInput({
  label,
  placeholder,
  kind = 'time',
  value,
  onChange,
}: {
  label: string
  placeholder: string
  kind?: 'time' | 'offset'
  value: string
  onChange: (value: string) => void
}) {
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  if (known !== value) {
    setKnown(value)
    setText(value)
  }
  const take = () => {
    if (text.trim() !== value) onChange(text.trim())
  }
  return (
    <Input
      mono
      aria-label={label}
      placeholder={placeholder}
      data-tip={
        kind === 'time'
          ? `${label}: relative (-15m, -2h, -1d), a clock time, a date and time, or milliseconds`
          : undefined
      }
      inputMode={kind === 'offset' ? 'numeric' : 'text'}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return
        // The form around it searches for what is typed into the search bar.
        event.preventDefault()
        take()
      }}
      className={kind === 'time' ? 'w-40' : 'w-32'}
    />
  )
}
