'use client'

import { nameText } from '#lib/format/names.ts'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { segmentText } from '#lib/page-paths.ts'
import { navigation, navigationHref } from './navigation.ts'

/** Where this page stands: section, then the topic or group, read from the address. */
export function Breadcrumb({ clusterId }: { clusterId: string }) {
  const [, , , section = '', name] = usePathname().split('/')
  const item = navigation.find((candidate) => candidate.path === section)
  if (!item) return null
  return (
    <nav aria-label="Breadcrumb" className="hidden min-w-0 flex-1 lg:block">
      <ol className="flex min-w-0 items-center gap-1.5 text-muted">
        <li aria-hidden className="text-faint">
          /
        </li>
        <li className="shrink-0">
          {name === undefined ? (
            <span aria-current="page">{item.label}</span>
          ) : (
            <Link href={navigationHref(clusterId, item)} className="hover:text-ink hover:underline">
              {item.label}
            </Link>
          )}
        </li>
        {name === undefined ? null : (
          <>
            <li aria-hidden className="text-faint">
              /
            </li>
            <li data-clip className="min-w-0 truncate font-semibold text-ink">
              {nameText(segmentText(name))}
            </li>
          </>
        )}
      </ol>
    </nav>
  )
}
