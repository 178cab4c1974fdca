'use client'

import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { parseAsBoolean, parseAsString, useQueryState } from 'nuqs'
import { FilterInput } from '#components/data-table/filter-input.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Switch } from '#components/ui/switch.tsx'
import type { ConfigEntry } from '#lib/contract/topics.ts'
import { plural } from '#lib/format/numbers.ts'
import { topicConfigOptions } from '#lib/queries/topics.ts'
import { configMeaning, groupConfig, isSet, sourceText, type ConfigGroup } from './config-groups.ts'

/** The configuration of a topic, grouped; what nobody set is dimmed. */
export function ConfigTab({ cluster, topic }: { cluster: string; topic: string }) {
  const [search, setSearch] = useQueryState('search', parseAsString.withDefault(''))
  const [onlySet, setOnlySet] = useQueryState('set', parseAsBoolean.withDefault(false))
  const config = useQuery(topicConfigOptions(cluster, topic))

  const words = search.toLowerCase()
  const entries = config.data?.items ?? []
  const shown = entries.filter(
    (entry) => (!onlySet || isSet(entry)) && `${entry.name} ${entry.value ?? ''}`.toLowerCase().includes(words),
  )
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-2 px-4 py-2">
        <FilterInput value={search} placeholder="Filter settings" onChange={(text) => void setSearch(text || null)} />
        <Switch label="Only what was set" checked={onlySet} onChange={(on) => void setOnlySet(on || null)} />
        <span aria-live="polite" className="px-1 text-muted">
          {config.data ? `${plural(shown.length, 'setting')}, ${entries.filter(isSet).length} set` : ''}
        </span>
      </div>
      <section
        aria-label="Configuration"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must scroll by keyboard too
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto border-t border-line -outline-offset-2"
      >
        {config.error && !config.data ? (
          <ErrorPanel
            what="load the configuration"
            error={config.error}
            retrying={config.isFetching}
            onRetry={() => void config.refetch()}
          />
        ) : null}
        {config.isPending ? <ConfigSkeleton /> : null}
        {config.data && shown.length === 0 ? (
          <EmptyState
            title="No setting matches"
            action={
              <Button
                onClick={() => {
                  void setSearch(null)
                  void setOnlySet(null)
                }}
              >
                Show all settings
              </Button>
            }
          />
        ) : null}
        {shown.length > 0 ? <ConfigTable groups={groupConfig(shown)} /> : null}
      </section>
    </div>
  )
}

const headCell =
  'sticky top-0 z-10 h-7.5 border-b border-line bg-sunken px-2.5 text-left text-sm font-medium text-muted first:pl-4'
const cell = 'border-b border-line px-2.5 py-1.5 first:pl-4'

function ConfigTable({ groups }: { groups: readonly ConfigGroup[] }) {
  return (
    <table className="w-full border-separate border-spacing-0 max-sm:block">
      <thead className="max-sm:sr-only">
        <tr>
          <th scope="col" className={clsx(headCell, 'w-80')}>
            Setting
          </th>
          <th scope="col" className={headCell}>
            Value
          </th>
          <th scope="col" className={clsx(headCell, 'w-56')}>
            From
          </th>
        </tr>
      </thead>
      {groups.map((group) => (
        <tbody key={group.title} className="max-sm:block">
          <tr className="max-sm:block">
            <th
              scope="rowgroup"
              colSpan={3}
              className="border-b border-line px-4 pt-4 pb-1.5 text-left font-semibold max-sm:block"
            >
              {group.title}
            </th>
          </tr>
          {group.entries.map((entry) => (
            <ConfigRow key={entry.name} entry={entry} />
          ))}
        </tbody>
      ))}
    </table>
  )
}

function ConfigRow({ entry }: { entry: ConfigEntry }) {
  const meaning = configMeaning(entry)
  const set = isSet(entry)
  const changed = set && entry.defaultValue !== null && entry.defaultValue !== entry.value
  return (
    <tr className="hover:bg-hover max-sm:block max-sm:border-b max-sm:border-line max-sm:px-4 max-sm:py-2">
      <td
        className={clsx(
          cell,
          'font-mono text-sm max-sm:block max-sm:border-0 max-sm:p-0 max-sm:first:pl-0',
          set ? 'font-medium' : 'text-muted',
        )}
      >
        <span data-tip={entry.documentation ?? undefined}>{entry.name}</span>
      </td>
      <td
        className={clsx(
          cell,
          'break-all max-sm:block max-sm:border-0 max-sm:p-0 max-sm:first:pl-0',
          set ? '' : 'text-muted',
        )}
      >
        <ConfigValue entry={entry} />
        {meaning ? <span className="text-faint"> · {meaning}</span> : null}
      </td>
      <td
        className={clsx(
          cell,
          'text-sm max-sm:block max-sm:border-0 max-sm:p-0 max-sm:first:pl-0',
          set ? '' : 'text-faint',
        )}
      >
        {sourceText(entry)}
        {changed ? (
          <span className="text-faint">
            {' '}
            · else <span className="font-mono">{entry.defaultValue}</span>
          </span>
        ) : null}
      </td>
    </tr>
  )
}

function ConfigValue({ entry }: { entry: ConfigEntry }) {
  if (entry.sensitive) return <span className="text-faint">hidden: the broker does not tell</span>
  if (entry.value === null || entry.value === '') return <span className="text-faint">empty</span>
  return <span className={clsx('font-mono text-sm', isSet(entry) && 'font-medium')}>{entry.value}</span>
}

function ConfigSkeleton() {
  return Array.from({ length: 16 }, (_, row) => (
    <div key={row} aria-hidden className="flex h-8 items-center gap-24 border-b border-line px-4">
      <Skeleton className="w-52" />
      <Skeleton className="w-32" />
    </div>
  ))
}
