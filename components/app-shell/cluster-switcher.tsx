'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronsUpDown, Lock } from 'lucide-react'
import { Menu, MenuGroup, MenuLink, MenuSeparator } from '#components/ui/menu.tsx'
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
  return (
    <Menu
      trigger={
        <button
          type="button"
          data-tip="Switch to another cluster"
          className="flex h-7.5 min-w-0 items-center gap-2 rounded-md px-1.5 hover:bg-hover"
        >
          {cluster ? <EnvironmentTag environment={cluster.environment} colour={cluster.colour} /> : null}
          <span className="truncate font-semibold">{cluster?.name ?? clusterId}</span>
          {cluster?.readOnly ? (
            <span className="inline-flex items-center gap-1 text-sm text-muted">
              <Lock size={11} aria-hidden /> read-only
            </span>
          ) : null}
          <ChevronsUpDown size={13} aria-hidden className="shrink-0 text-faint" />
        </button>
      }
    >
      <MenuGroup label="Clusters">
        {(clusters.data?.items ?? []).map((item) => (
          <MenuLink key={item.id} href={pagePaths.cluster(item.id)}>
            <StatusShape tone={TONE[item.status]} className={COLOUR[TONE[item.status]]} />
            <span className="flex-1 pr-4">{item.name}</span>
            {item.readOnly ? <span className="text-sm text-muted">read-only</span> : null}
            <EnvironmentTag environment={item.environment} colour={item.colour} />
          </MenuLink>
        ))}
      </MenuGroup>
      <MenuSeparator />
      <MenuLink href="/?all">All clusters</MenuLink>
    </Menu>
  )
}
