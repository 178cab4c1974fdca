'use client'

import { useState } from 'react'
import { Input } from '#components/ui/input.tsx'

/** A filter that is taken over with Enter or when the field is left: half a key matches nothing. */
export function ExactInput({
  label,
  placeholder = label,
  value,
  onChange,
  className,
}: {
  label: string
  placeholder?: string
  value: string
  onChange: (value: string) => void
  className: string
}) {
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  if (known !== value) {
    setKnown(value)
    setText(value)
  }
  const take = () => {
    if (text !== value) onChange(text)
  }
  return (
    <Input
      mono
      aria-label={label}
      placeholder={placeholder}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take()
      }}
      className={className}
    />
  )
}
