'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { parseAsStringEnum, useQueryState } from 'nuqs'
import { Fact, PageHeader } from '#components/app-shell/page-header.tsx'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useTableState } from '#components/data-table/use-table-state.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import type { AlertList } from '#lib/contract/alerts.ts'
import { formatCount, plural } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { alertOptions, fetchAlerts } from '#lib/queries/alerts.ts'
import { alertColumns } from './alert-columns.tsx'
import { AlertNotices } from './alert-notices.tsx'

const AlertRules = dynamic(() => import('./alert-rules.tsx').then((module) => module.AlertRules))

const SHOWN = ['all', 'firing', 'pending', 'resolved', 'rules'] as const

/** What fires, is about to, or fired lately; and the rules and webhooks behind it. */
export function AlertsPage({ cluster }: { cluster: string }) {
  const state = useTableState({ sort: 'state' })
  const [shown, setShown] = useQueryState('show', parseAsStringEnum([...SHOWN]).withDefault('all'))
  const query = { ...state.query, ...(shown === 'all' || shown === 'rules' ? {} : { state: shown }) }
  const alerts = useQuery(alertOptions(cluster, query))
  const choice = (
    <Segmented
      label="Show"
      value={shown}
      options={[
        { value: 'all', label: 'All' },
        { value: 'firing', label: 'Firing' },
        { value: 'pending', label: 'Pending' },
        { value: 'resolved', label: 'Over' },
        { value: 'rules', label: 'Rules' },
      ]}
      onChange={(next) => {
        state.setPage(1)
        void setShown(next)
      }}
    />
  )
  return (
    <>
      <PageHeader title="Alerts" facts={alerts.data ? <Facts list={alerts.data} /> : null} />
      {alerts.data ? <AlertNotices list={alerts.data} /> : null}
      {shown === 'rules' ? (
        <div className="min-h-0 flex-1 overflow-auto pb-8">
          <div className="flex px-4 py-2">{choice}</div>
          {alerts.data ? <AlertRules cluster={cluster} list={alerts.data} /> : null}
        </div>
      ) : (
        <DataTable
          name="alerts"
          noun={['alert', 'alerts']}
          searchPlaceholder="Rule, group, topic or text"
          columns={alertColumns}
          state={state}
          result={alerts}
          loadPage={(page) => fetchAlerts(cluster, { ...query, ...page })}
          rowId={({ id }) => id}
          target={{ href: ({ href }) => `${pagePaths.cluster(cluster)}${href}` }}
          filters={choice}
          empty={<NoAlerts list={alerts.data} filtered={shown !== 'all'} />}
        />
      )}
    </>
  )
}

function Facts({ list }: { list: AlertList }) {
  const pending = list.rules.reduce((sum, rule) => sum + rule.pending, 0)
  return (
    <>
      <Fact label="firing">{formatCount(list.firing)}</Fact>
      {pending > 0 ? <Fact label="pending">{formatCount(pending)}</Fact> : null}
      <Fact>{plural(list.rules.length, 'rule')}</Fact>
    </>
  )
}

const EXAMPLE = `alerts:
  webhooks:
    - { name: ops, url: "\${OPS_WEBHOOK}", format: slack }
  rules:
    - { name: Falls behind, kind: timeLag, above: 5m, for: 5m }
    - { name: Dead letters, kind: deadLetters }
    - { name: Offline, kind: offline, severity: critical }`

function NoAlerts({ list, filtered }: { list: AlertList | undefined; filtered: boolean }) {
  if (list?.rules.length === 0) {
    return (
      <EmptyState title="No alert rules are configured">
        They stand in tailrace.yaml; README.md describes all kinds.
        <pre className="mt-3 max-w-full overflow-x-auto rounded-md border border-line bg-sunken p-3 text-left font-mono text-sm text-ink">
          {EXAMPLE}
        </pre>
      </EmptyState>
    )
  }
  return filtered ? (
    <EmptyState title="No alert is like this" />
  ) : (
    <EmptyState title="Nothing fires">What fires, and what fired lately, stands here.</EmptyState>
  )
}
