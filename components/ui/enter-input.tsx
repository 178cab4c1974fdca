'use client'

import { useState } from 'react'
import { Input } from './input.tsx'

/** A text that is taken over with Enter or when the field is left. */
export function EnterInput({
  label,
  value,
  placeholder,
  onEnter,
  className = 'w-40',
}: {
  label: string
  value: string
  placeholder?: string
  onEnter: (text: string) => void
  className?: string
}) {
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  if (known !== value) {
    setKnown(value)
    setText(value)
  }
  const take = () => {
    if (text.trim() !== value) onEnter(text.trim())
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
