'use client'

import { clsx } from 'clsx'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'

export interface TabLink {
  href: string
  label: string
  count?: ReactNode
}

/** Tabs that are pages of their own: each has its address. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  const pathname = usePathname()
  return (
    <nav aria-label={label} className="flex gap-4.5 overflow-x-auto border-b border-line px-4 [scrollbar-width:none]">
      {tabs.map((tab) => {
        const current = pathname === tab.href
        return (
          <Link
            key={tab.href}
            href={tab.href}
            aria-current={current ? 'page' : undefined}
            className={clsx(
              'relative flex h-8.5 shrink-0 items-center gap-1.5 -outline-offset-2',
              current
                ? 'font-semibold text-ink after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:bg-accent'
                : 'text-muted hover:text-ink',
            )}
          >
            {tab.label}
            {tab.count === undefined ? null : <span className="font-normal text-faint">{tab.count}</span>}
          </Link>
        )
      })}
    </nav>
  )
}
