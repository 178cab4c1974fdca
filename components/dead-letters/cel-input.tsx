'use client'

import { Braces } from 'lucide-react'
import { useState } from 'react'
import { InputFrame } from '#components/ui/input.tsx'

/** A CEL expression; it is applied by Enter or on leaving the field, since half an expression is none. */
export function CelInput({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value)
  const [shown, setShown] = useState(value)
  // The URL may change by itself: follow it.
  if (value !== shown) {
    setShown(value)
    setText(value)
  }
  const apply = () => {
    if (text.trim() !== value) onChange(text.trim())
  }
  return (
    <InputFrame
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === 'Enter') apply()
      }}
      placeholder="value.amount > 100"
      aria-label="Condition on key, value, headers, timestamp (CEL)"
      className="w-full font-mono text-sm sm:w-56"
      before={<Braces size={14} aria-hidden className="shrink-0 text-muted" />}
    />
  )
}
