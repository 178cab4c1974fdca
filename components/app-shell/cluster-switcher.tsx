'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronsUpDown, Lock } from 'lucide-react'
import { Menu, type MenuEntry } from '#components/ui/menu.tsx'
import { StatusShape, type Tone } from '#components/ui/status-tag.tsx'
import type { ClusterStatus, ClusterSummary } from '#lib/contract/clusters.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { clusterListOptions } from '#lib/queries/clusters.ts'
import { EnvironmentTag } from './environment-tag.tsx'

const TONE: Record<ClusterStatus, Tone> = { connecting: 'info', up: 'ok', degraded: 'warn', down: 'bad' }
const COLOUR: Record<Tone, string> = {
  ok: 'text-ok',
  warn: 'text-warn',
  bad: 'text-bad',
  info: 'text-info',
  idle: 'text-muted',
}

/** Which cluster this is, and the way to another. */
export function ClusterSwitcher({ clusterId, cluster }: { clusterId: string; cluster: ClusterSummary | undefined }) {
  const clusters = useQuery(clusterListOptions())
  const entries: MenuEntry[] = (clusters.data?.items ?? []).map((item) => ({
    kind: 'link',
    id: item.id,
    href: pagePaths.cluster(item.id),
    label: <ClusterLine cluster={item} />,
  }))
  return (
    <Menu
      button={(props) => (
        <button
          {...props}
          type="button"
          data-tip={`${cluster?.name ?? clusterId}\nSwitch to another cluster`}
          // Never narrower for the sake of the breadcrumb: on the wrong cluster every other word misleads.
          className="flex h-7.5 min-w-0 items-center gap-2 rounded-md px-1.5 hover:bg-hover lg:max-w-72 lg:shrink-0 2xl:max-w-100"
        >
          {cluster ? <EnvironmentTag environment={cluster.environment} colour={cluster.colour} /> : null}
          <span className="truncate font-semibold">{cluster?.name ?? clusterId}</span>
          {cluster?.readOnly ? (
            <span className="inline-flex shrink-0 items-center gap-1 text-sm text-muted">
              <Lock size={11} aria-hidden /> read-only
            </span>
          ) : null}
          <ChevronsUpDown size={13} aria-hidden className="shrink-0 text-faint" />
        </button>
      )}
      entries={[
        { kind: 'heading', id: ' heading', label: 'Clusters' },
        ...entries,
        { kind: 'line', id: ' line' },
        { kind: 'link', id: ' all', href: '/?all', label: 'All clusters' },
      ]}
    />
  )
}

function ClusterLine({ cluster }: { cluster: ClusterSummary }) {
  const tone = TONE[cluster.status]
  return (
    <>
      <StatusShape tone={tone} className={COLOUR[tone]} />
      <span className="max-w-80 min-w-0 flex-1 truncate pr-4">{cluster.name}</span>
      {cluster.readOnly ? <span className="text-sm text-muted">read-only</span> : null}
      <EnvironmentTag environment={cluster.environment} colour={cluster.colour} />
    </>
  )
}
