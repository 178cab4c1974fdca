'use client'

import { Select as Base } from '@base-ui/react/select'
import { clsx } from 'clsx'
import { Check, ChevronDown } from 'lucide-react'
import { popupItemLook, popupLook } from './popup.ts'

export interface SelectOption<Value extends string> {
  value: Value
  label: string
  hint?: string
}

/** A choice of one from a short list. */
export function Select<Value extends string>({
  label,
  value,
  options,
  onChange,
  id,
  className,
}: {
  /** Read out; shown by the page where it is not obvious. */
  label: string
  value: Value
  options: readonly SelectOption<Value>[]
  onChange: (value: Value) => void
  id?: string
  className?: string
}) {
  return (
    <Base.Root
      items={options}
      value={value}
      onValueChange={(next: Value | null) => {
        if (next !== null) onChange(next)
      }}
      {...(id === undefined ? {} : { id })}
    >
      <Base.Trigger
        aria-label={label}
        className={clsx(
          'flex h-7.5 items-center justify-between gap-2 rounded-md border border-line-strong bg-surface px-2.5 whitespace-nowrap select-none hover:bg-hover',
          className,
        )}
      >
        <Base.Value />
        <Base.Icon className="text-muted">
          <ChevronDown size={14} aria-hidden />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="z-50 outline-none" sideOffset={4} alignItemWithTrigger={false}>
          <Base.Popup className={clsx(popupLook, 'min-w-(--anchor-width)')}>
            <Base.List className="max-h-(--available-height) overflow-y-auto p-1">
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className={popupItemLook}>
                  <span className="flex size-4 shrink-0 items-center justify-center text-accent">
                    <Base.ItemIndicator>
                      <Check size={14} aria-hidden />
                    </Base.ItemIndicator>
                  </span>
                  <Base.ItemText>{option.label}</Base.ItemText>
                  {option.hint ? <span className="ml-auto pl-4 text-sm text-muted">{option.hint}</span> : null}
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
