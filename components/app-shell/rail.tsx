'use client'

import { clsx } from 'clsx'
import { PanelLeft } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ClusterSummary } from '#lib/contract/clusters.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { rail } from '#lib/preferences/preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'
import { MACHINERY, navigationHref, type NavigationItem } from './navigation.ts'
import { useNavigation } from './use-navigation.ts'

/** The left rail; collapsed it shows icons only. */
export function Rail({ clusterId, cluster }: { clusterId: string; cluster: ClusterSummary | undefined }) {
  const [width, setWidth] = useStored(rail)
  const collapsed = width === 'collapsed'
  return (
    <div className="hidden w-50 shrink-0 flex-col border-r border-line bg-surface md:flex rail-collapsed:w-12">
      <RailLinks clusterId={clusterId} cluster={cluster} tips={collapsed} />
      <button
        type="button"
        aria-pressed={collapsed}
        aria-label={collapsed ? 'Widen the navigation' : 'Collapse the navigation'}
        data-tip={collapsed ? 'Widen the navigation' : 'Collapse the navigation'}
        onClick={() => setWidth(collapsed ? 'open' : 'collapsed')}
        className="m-2 flex h-7.5 w-8 items-center justify-center rounded-md text-faint hover:bg-hover hover:text-ink"
      >
        <PanelLeft size={15} aria-hidden />
      </button>
    </div>
  )
}

/** The links alone; the drawer of narrow screens shows the same. */
export function RailLinks({
  clusterId,
  cluster,
  tips = false,
  onNavigate,
}: {
  clusterId: string
  cluster: ClusterSummary | undefined
  tips?: boolean
  onNavigate?: () => void
}) {
  const items = useNavigation()
  const flow = items.filter((item) => !MACHINERY.has(item.path))
  const machinery = items.filter((item) => MACHINERY.has(item.path))
  const list = (part: NavigationItem[]) => (
    <ul className="flex flex-col gap-px">
      {part.map((item) => (
        <li key={item.path}>
          <RailLink
            item={item}
            href={navigationHref(clusterId, item)}
            count={cluster && item.count ? item.count(cluster) : null}
            tip={tips}
            onNavigate={onNavigate}
          />
        </li>
      ))}
    </ul>
  )
  return (
    <nav aria-label="Main" className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto p-2">
      {list(flow)}
      {machinery.length > 0 ? <hr className="mx-1 my-2 border-line" /> : null}
      {list(machinery)}
    </nav>
  )
}

function RailLink({
  item,
  href,
  count,
  tip,
  onNavigate,
}: {
  item: NavigationItem
  href: string
  count: number | null
  tip: boolean
  onNavigate: (() => void) | undefined
}) {
  const pathname = usePathname()
  const inside = item.path === '' ? pathname === href : pathname === href || pathname.startsWith(`${href}/`)
  const Icon = item.icon
  return (
    <Link
      href={href}
      aria-current={inside ? 'page' : undefined}
      data-tip={tip ? item.label : undefined}
      {...(onNavigate ? { onClick: onNavigate } : {})}
      className={clsx(
        'flex h-7.5 items-center gap-2.5 rounded-md px-2 -outline-offset-2',
        inside ? 'bg-accent-soft font-semibold text-accent' : 'text-muted hover:bg-hover hover:text-ink',
      )}
    >
      <Icon size={15} aria-hidden className="shrink-0" />
      <span className="min-w-0 flex-1 truncate rail-label">{item.label}</span>
      {count === null || (item.urgent && count === 0) ? null : (
        <span className={clsx('text-sm rail-label', countLook(item, inside))}>{formatCount(count)}</span>
      )}
    </Link>
  )
}

function countLook({ urgent }: NavigationItem, inside: boolean): string {
  if (urgent) return 'rounded-sm bg-bad-soft px-1.5 font-semibold text-bad'
  return inside ? 'font-normal text-accent' : 'font-normal text-faint'
}
