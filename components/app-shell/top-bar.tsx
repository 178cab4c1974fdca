'use client'

import { Search } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Kbd } from '#components/ui/kbd.tsx'
import { DisplayMenu } from './display-menu.tsx'
import { LiveToggle } from './live-toggle.tsx'
import { Logo } from './logo.tsx'
import { WhoAmI } from './who-am-i.tsx'
import { ZoneSwitch } from './zone-switch.tsx'

/** The bar over every page: product, place, search, state, person. A production cluster adds a line over its whole width. */
export function TopBar({
  production = false,
  menu,
  place,
  onSearch,
}: {
  production?: boolean
  menu?: ReactNode
  place?: ReactNode
  onSearch?: () => void
}) {
  return (
    <header className="relative shrink-0 border-b border-line bg-surface">
      {production ? <div aria-hidden className="absolute inset-x-0 top-0 h-0.75 bg-bad" /> : null}
      <div className="flex h-11 items-center gap-1.5 px-2 md:px-3">
        {menu}
        <Link
          href="/?all"
          className="flex items-center gap-2 rounded-md px-1 font-semibold max-md:hidden md:w-44 md:rail-collapsed:w-auto"
        >
          <Logo className="size-4.5 shrink-0" />
          <span className="tracking-tight">Tailrace</span>
        </Link>
        <div className="flex min-w-0 flex-1 items-center gap-1.5">{place}</div>
        {onSearch ? (
          <button
            type="button"
            onClick={onSearch}
            aria-keyshortcuts="Control+K Meta+K"
            className="flex h-7.5 items-center gap-2 rounded-md text-muted hover:bg-hover max-md:w-7.5 max-md:justify-center md:w-56 md:border md:border-line-strong md:bg-surface md:px-2.5 xl:w-72"
          >
            <Search size={14} aria-hidden className="shrink-0" />
            <span className="flex-1 truncate text-left max-md:sr-only">Go to topic, group, page …</span>
            <span aria-hidden className="flex gap-0.5 max-md:hidden">
              <Kbd>Ctrl</Kbd>
              <Kbd>K</Kbd>
            </span>
          </button>
        ) : null}
        <LiveToggle />
        <ZoneSwitch />
        <DisplayMenu />
        <WhoAmI />
      </div>
    </header>
  )
}
