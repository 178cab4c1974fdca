'use client'

import dynamic from 'next/dynamic'
import { useRef, useState, type ReactNode, type RefObject } from 'react'

/** What a menu holds, as data: the code that draws menus is loaded when the first one is about to open. */
export type MenuEntry =
  | {
      kind: 'action'
      id: string
      label: ReactNode
      onSelect: () => void
      danger?: boolean
      blocked?: string | undefined
    }
  | { kind: 'link'; id: string; label: ReactNode; href: string }
  | { kind: 'check'; id: string; label: ReactNode; checked: boolean; onChange: (checked: boolean) => void }
  | MenuChoice
  | { kind: 'heading'; id: string; label: string }
  | { kind: 'line'; id: string }

/** One of several. */
export interface MenuChoice {
  kind: 'choice'
  id: string
  label: string
  value: string
  options: readonly { value: string; label: ReactNode }[]
  onChange: (value: string) => void
}

/** What the button that opens a menu has to carry. */
export interface MenuButtonProps {
  ref: RefObject<HTMLButtonElement | null>
  'aria-haspopup': 'menu'
  'aria-expanded': boolean
  onClick: () => void
  onPointerEnter: () => void
  onFocus: () => void
}

const load = () => import('./menu-popup.tsx')
const MenuPopup = dynamic(() => load().then((module) => module.MenuPopup), { ssr: false })

/** A button with a menu. */
export function Menu({
  button,
  entries,
  align = 'start',
}: {
  button: (props: MenuButtonProps) => ReactNode
  entries: readonly MenuEntry[]
  align?: 'start' | 'end'
}) {
  const anchor = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const [used, setUsed] = useState(false)
  return (
    <>
      {button({
        ref: anchor,
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        onClick: () => {
          setUsed(true)
          setOpen(true)
        },
        onPointerEnter: () => void load(),
        onFocus: () => void load(),
      })}
      {used ? <MenuPopup anchor={anchor} align={align} open={open} onOpenChange={setOpen} entries={entries} /> : null}
    </>
  )
}

/** A choice whose values keep their type. */
export function menuChoice<Value extends string>(choice: {
  id: string
  label: string
  value: Value
  options: readonly { value: Value; label: ReactNode }[]
  onChange: (value: Value) => void
}): MenuChoice {
  return {
    ...choice,
    kind: 'choice',
    onChange: (value) => {
      const option = choice.options.find((candidate) => candidate.value === value)
      if (option) choice.onChange(option.value)
    },
  }
}
