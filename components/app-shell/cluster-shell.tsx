'use client'

import { useQuery } from '@tanstack/react-query'
import { Menu as MenuIcon } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useState, type ReactNode } from 'react'
import { ButtonLink, IconButton } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { type Outage, OutageProvider } from '#components/ui/outage.tsx'
import { useShortcuts } from '#components/ui/use-shortcuts.ts'
import type { ClusterSummary } from '#lib/contract/clusters.ts'
import { isAppError } from '#lib/errors.ts'
import { clusterOptions } from '#lib/queries/clusters.ts'
import { Breadcrumb } from './breadcrumb.tsx'
import { ClusterBanner } from './cluster-banner.tsx'
import { ClusterSwitcher } from './cluster-switcher.tsx'
import { isProduction } from './environment-tag.tsx'
import { navigation, navigationHref } from './navigation.ts'
import { Rail } from './rail.tsx'
import { ShellFrame } from './shell-frame.tsx'
import { TopBar } from './top-bar.tsx'

const RailDrawer = dynamic(() => import('./rail-drawer.tsx').then((module) => module.RailDrawer), { ssr: false })
const Palette = dynamic(() => import('./palette.tsx').then((module) => module.Palette), { ssr: false })
const HelpDialog = dynamic(() => import('./help-dialog.tsx').then((module) => module.HelpDialog), { ssr: false })

/** The frame of all pages of one cluster. */
export function ClusterShell({ clusterId, children }: { clusterId: string; children: ReactNode }) {
  const router = useRouter()
  const [overlay, setOverlay] = useState<'palette' | 'help' | 'rail' | null>(null)
  const cluster = useQuery(clusterOptions(clusterId))
  const close = () => setOverlay(null)

  useShortcuts({
    'mod+k': () => setOverlay((current) => (current === 'palette' ? null : 'palette')),
    '?': () => setOverlay('help'),
    ...Object.fromEntries(
      navigation.map((item) => [`g ${item.key}`, () => router.push(navigationHref(clusterId, item))]),
    ),
  })

  const unknown = isAppError(cluster.error) && cluster.error.code === 'NOT_FOUND'
  const outage = unknown ? null : outageOf(cluster)
  return (
    <OutageProvider value={outage}>
      <ShellFrame
        top={
          <TopBar
            production={cluster.data !== undefined && isProduction(cluster.data)}
            menu={
              <IconButton
                label="Open the navigation"
                aria-haspopup="dialog"
                className="md:hidden"
                onClick={() => setOverlay('rail')}
              >
                <MenuIcon size={16} aria-hidden />
              </IconButton>
            }
            place={
              <>
                <ClusterSwitcher clusterId={clusterId} cluster={cluster.data} />
                <Breadcrumb clusterId={clusterId} />
              </>
            }
            onSearch={() => setOverlay('palette')}
          />
        }
        side={<Rail clusterId={clusterId} cluster={cluster.data} />}
        banner={unknown ? null : <ClusterBanner cluster={cluster.data} error={cluster.error} />}
      >
        {unknown ? (
          <EmptyState
            wholePage
            title={`No cluster is called ${clusterId}`}
            action={<ButtonLink href="/?all">All clusters</ButtonLink>}
          >
            It may have been renamed or taken out of the configuration.
          </EmptyState>
        ) : (
          children
        )}
        {overlay === 'rail' ? <RailDrawer clusterId={clusterId} cluster={cluster.data} onClose={close} /> : null}
        {overlay === 'palette' ? <Palette clusterId={clusterId} onClose={close} /> : null}
        {overlay === 'help' ? <HelpDialog onClose={close} /> : null}
      </ShellFrame>
    </OutageProvider>
  )
}

function outageOf({
  data,
  error,
  dataUpdatedAt,
}: {
  data: ClusterSummary | undefined
  error: Error | null
  dataUpdatedAt: number
}): Outage | null {
  if (error) return data ? { since: dataUpdatedAt, asOf: dataUpdatedAt, text: 'The console has not answered' } : null
  if (data?.status !== 'down') return null
  return { since: data.statusSince, asOf: data.asOf, text: 'No broker has answered' }
}
