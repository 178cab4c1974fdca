'use client'

import { Menu } from '@base-ui/react/menu'
import { clsx } from 'clsx'
import { Check } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode, RefObject } from 'react'
import type { MenuChoice, MenuEntry } from './menu.tsx'

const itemLook =
  'flex min-h-7 cursor-default items-center gap-2 rounded-md px-2 py-1 outline-none select-none data-disabled:text-faint data-highlighted:bg-hover'

/** The open menu, hung on its button. */
export function MenuPopup({
  anchor,
  align,
  open,
  onOpenChange,
  entries,
}: {
  anchor: RefObject<HTMLButtonElement | null>
  align: 'start' | 'end'
  open: boolean
  onOpenChange: (open: boolean) => void
  entries: readonly MenuEntry[]
}) {
  return (
    <Menu.Root open={open} onOpenChange={onOpenChange}>
      <Menu.Portal>
        <Menu.Positioner
          anchor={anchor}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 outline-none"
        >
          <Menu.Popup
            finalFocus={anchor}
            className="max-h-(--available-height) max-w-[calc(100vw-1rem)] min-w-44 origin-(--transform-origin) overflow-y-auto rounded-lg border border-line-strong bg-raised p-1 text-ink shadow-pop transition-[scale,opacity] duration-100 outline-none data-ending-style:scale-[0.98] data-ending-style:opacity-0 data-starting-style:scale-[0.98] data-starting-style:opacity-0"
          >
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

function Entry({ entry }: { entry: MenuEntry }) {
  switch (entry.kind) {
    case 'action':
      return (
        <Menu.Item
          disabled={entry.blocked !== undefined}
          data-tip={entry.blocked}
          onClick={entry.onSelect}
          className={clsx(itemLook, entry.danger && 'not-data-disabled:text-bad')}
        >
          {entry.label}
        </Menu.Item>
      )
    case 'link':
      return (
        <Menu.LinkItem closeOnClick render={<Link href={entry.href} />} className={itemLook}>
          {entry.label}
        </Menu.LinkItem>
      )
    case 'check':
      return (
        <Menu.CheckboxItem checked={entry.checked} onCheckedChange={entry.onChange} className={itemLook}>
          <Mark>
            <Menu.CheckboxItemIndicator>
              <Check size={14} aria-hidden />
            </Menu.CheckboxItemIndicator>
          </Mark>
          {entry.label}
        </Menu.CheckboxItem>
      )
    case 'choice':
      return <Choice choice={entry} />
    case 'heading':
      return <p className="px-2 pt-1.5 pb-1 text-xs text-faint">{entry.label}</p>
    case 'line':
      return <Menu.Separator className="mx-1 my-1 h-px bg-line" />
  }
}

function Choice({ choice }: { choice: MenuChoice }) {
  return (
    <Menu.Group>
      <Menu.GroupLabel className="px-2 pt-1.5 pb-1 text-xs text-faint">{choice.label}</Menu.GroupLabel>
      <Menu.RadioGroup value={choice.value} onValueChange={(value: string) => choice.onChange(value)}>
        {choice.options.map((option) => (
          <Menu.RadioItem key={option.value} value={option.value} className={itemLook}>
            <Mark>
              <Menu.RadioItemIndicator>
                <Check size={14} aria-hidden />
              </Menu.RadioItemIndicator>
            </Mark>
            {option.label}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </Menu.Group>
  )
}

function Mark({ children }: { children: ReactNode }) {
  return <span className="flex size-4 shrink-0 items-center justify-center text-accent">{children}</span>
}
