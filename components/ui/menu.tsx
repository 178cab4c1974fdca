'use client'

import { Menu as Base } from '@base-ui/react/menu'
import { clsx } from 'clsx'
import { Check } from 'lucide-react'
import Link from 'next/link'
import type { ComponentProps, ReactElement, ReactNode } from 'react'
import { popupItemLook, popupLook } from './popup.ts'

/** A menu that opens from `trigger`, a button element. */
export function Menu({
  trigger,
  children,
  align = 'start',
}: {
  trigger: ReactElement
  children: ReactNode
  align?: 'start' | 'end'
}) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="z-50 outline-none" sideOffset={4} align={align} collisionPadding={8}>
          <Base.Popup
            className={clsx(
              popupLook,
              'max-h-(--available-height) max-w-[calc(100vw-1rem)] min-w-44 overflow-y-auto p-1',
            )}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

export function MenuItem({ danger = false, ...props }: ComponentProps<typeof Base.Item> & { danger?: boolean }) {
  return <Base.Item {...props} className={clsx(popupItemLook, danger && 'text-bad')} />
}

export function MenuLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Base.LinkItem closeOnClick render={<Link href={href} />} className={popupItemLook}>
      {children}
    </Base.LinkItem>
  )
}

export function MenuCheckbox({ children, ...props }: ComponentProps<typeof Base.CheckboxItem>) {
  return (
    <Base.CheckboxItem closeOnClick={false} {...props} className={popupItemLook}>
      <Mark>
        <Base.CheckboxItemIndicator>
          <Check size={14} aria-hidden />
        </Base.CheckboxItemIndicator>
      </Mark>
      {children}
    </Base.CheckboxItem>
  )
}

/** A choice of one. */
export function MenuChoice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: Value
  options: readonly { value: Value; label: ReactNode }[]
  onChange: (value: Value) => void
}) {
  return (
    <Base.Group>
      <MenuHeading>{label}</MenuHeading>
      <Base.RadioGroup value={value} onValueChange={(next: Value) => onChange(next)}>
        {options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} closeOnClick={false} className={popupItemLook}>
            <Mark>
              <Base.RadioItemIndicator>
                <Check size={14} aria-hidden />
              </Base.RadioItemIndicator>
            </Mark>
            {option.label}
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  )
}

export function MenuGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Base.Group>
      <MenuHeading>{label}</MenuHeading>
      {children}
    </Base.Group>
  )
}

function MenuHeading({ children }: { children: ReactNode }) {
  return <Base.GroupLabel className="px-2 pt-1.5 pb-1 text-xs text-faint">{children}</Base.GroupLabel>
}

export function MenuSeparator() {
  return <Base.Separator className="mx-1 my-1 h-px bg-line" />
}

function Mark({ children }: { children: ReactNode }) {
  return <span className="flex size-4 shrink-0 items-center justify-center text-accent">{children}</span>
}
