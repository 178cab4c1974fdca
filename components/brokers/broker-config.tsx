'use client'

import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { parseAsBoolean, parseAsString, useQueryState } from 'nuqs'
import { FilterInput } from '#components/data-table/filter-input.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Switch } from '#components/ui/switch.tsx'
import type { ConfigEntry } from '#lib/contract/topics.ts'
import { plural } from '#lib/format/numbers.ts'
import { brokerConfigOptions } from '#lib/queries/brokers.ts'

const SOURCE: Record<ConfigEntry['source'], string> = {
  topic: 'the topic',
  brokerDynamic: 'this broker, changed while running',
  brokerDefaultDynamic: 'all brokers, changed while running',
  brokerStatic: 'server.properties',
  default: 'Kafka’s default',
  group: 'the group',
  unknown: 'not told',
}

const isSet = (entry: ConfigEntry) => entry.source !== 'default' && entry.source !== 'unknown'

/** The broker's configuration, what somebody set first in sight. */
export function BrokerConfig({ cluster, id }: { cluster: string; id: string }) {
  const [search, setSearch] = useQueryState('search', parseAsString.withDefault(''))
  const [everything, setEverything] = useQueryState('defaults', parseAsBoolean.withDefault(false))
  const config = useQuery(brokerConfigOptions(cluster, id))
  const entries = config.data?.items ?? []
  const words = search.toLowerCase()
  // Who looks for a name means the defaults too.
  const shown = entries.filter(
    (entry) =>
      (everything || words !== '' || isSet(entry)) &&
      `${entry.name} ${entry.value ?? ''}`.toLowerCase().includes(words),
  )
  return (
    <section aria-label="Configuration" className="px-4 pt-5">
      <div className="flex flex-wrap items-center gap-2 pb-2">
        <h2 className="mr-2 font-semibold">Configuration</h2>
        <FilterInput value={search} placeholder="Filter settings" onChange={(text) => void setSearch(text || null)} />
        <Switch label="Defaults too" checked={everything} onChange={(on) => void setEverything(on || null)} />
        <span aria-live="polite" className="px-1 text-muted">
          {config.data ? `${plural(shown.length, 'setting')} of ${entries.length}` : ''}
        </span>
      </div>
      {config.error && !config.data ? (
        <ErrorPanel
          what="load the configuration"
          error={config.error}
          retrying={config.isFetching}
          onRetry={() => void config.refetch()}
        />
      ) : null}
      <div className="overflow-x-auto rounded-lg border border-line bg-surface">
        {config.isPending ? <Skeleton className="m-3 w-80" /> : null}
        {config.data && shown.length === 0 ? <EmptyState title="No setting matches" /> : null}
        <table className={clsx('w-full border-separate border-spacing-0', config.error && 'dimmed')}>
          <tbody>
            {shown.map((entry) => (
              <Row key={entry.name} entry={entry} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

const cell = 'border-b border-line px-2.5 py-1.5 align-top group-last:border-0 first:pl-3'

function Row({ entry }: { entry: ConfigEntry }) {
  const set = isSet(entry)
  return (
    <tr className="group hover:bg-hover">
      <th
        scope="row"
        data-tip={entry.documentation ?? undefined}
        className={clsx(cell, 'w-96 text-left font-mono text-sm', set ? 'font-medium' : 'font-normal text-muted')}
      >
        {entry.name}
      </th>
      <td className={clsx(cell, 'font-mono text-sm break-all', set ? '' : 'text-muted')}>
        {entry.sensitive ? (
          <span className="font-sans text-faint">hidden: the broker does not tell</span>
        ) : (
          (entry.value ?? '') || <span className="font-sans text-faint">empty</span>
        )}
      </td>
      <td className={clsx(cell, 'w-64 text-sm', set ? '' : 'text-faint')}>
        {SOURCE[entry.source]}
        {entry.readOnly ? <span className="text-faint"> · fixed while it runs</span> : null}
      </td>
    </tr>
  )
}
