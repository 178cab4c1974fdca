'use client'

import { useQuery } from '@tanstack/react-query'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { PageHeader } from '#components/app-shell/page-header.tsx'
import type { DataColumn } from '#components/data-table/data-column.ts'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useTableState } from '#components/data-table/use-table-state.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Select } from '#components/ui/select.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import type { AclEntry } from '#lib/contract/acls.ts'
import { aclOptions, fetchAcls } from '#lib/queries/acls.ts'

const RESOURCES = ['any', 'topic', 'group', 'cluster', 'transactional id', 'delegation token', 'user'] as const

const columns: readonly DataColumn<AclEntry>[] = [
  {
    id: 'principal',
    header: 'Who',
    width: 240,
    sort: 'ascending',
    csv: ({ principal }) => principal,
    cell: ({ principal }) => <span data-tip={principal}>{principal}</span>,
  },
  {
    id: 'permission',
    header: 'May',
    width: 100,
    sort: 'ascending',
    csv: ({ permission }) => permission,
    cell: ({ permission }) => (
      <StatusTag tone={permission === 'deny' ? 'bad' : permission === 'allow' ? 'ok' : 'idle'}>
        {permission === 'deny' ? 'may not' : permission === 'allow' ? 'may' : 'unknown'}
      </StatusTag>
    ),
  },
  {
    id: 'operation',
    header: 'Do what',
    width: 150,
    sort: 'ascending',
    csv: ({ operation }) => operation,
    cell: ({ operation }) => (operation === 'all' ? 'everything' : operation),
  },
  {
    id: 'resourceType',
    header: 'With',
    width: 140,
    sort: 'ascending',
    csv: ({ resourceType }) => resourceType,
    cell: ({ resourceType }) => resourceType,
  },
  {
    id: 'resourceName',
    header: 'Named',
    width: 260,
    grow: true,
    sort: 'ascending',
    csv: ({ resourceName, patternType }) => (patternType === 'prefixed' ? `${resourceName}*` : resourceName),
    cell: (entry) => <ResourceName entry={entry} />,
  },
  {
    id: 'host',
    header: 'From host',
    width: 150,
    csv: ({ host }) => host,
    cell: ({ host }) => (host === '*' ? <span className="text-muted">any</span> : host),
  },
]

function ResourceName({ entry: { resourceName, patternType } }: { entry: AclEntry }) {
  if (resourceName === '*' && patternType === 'literal') return <span className="text-muted">any</span>
  return (
    <span data-tip={patternType === 'prefixed' ? `All names that begin with ${resourceName}` : resourceName}>
      {resourceName}
      {patternType === 'prefixed' ? <b className="font-semibold text-accent">*</b> : null}
    </span>
  )
}

/** What the brokers' authorizer allows and denies. */
export function AclsPage({ cluster }: { cluster: string }) {
  const state = useTableState({ sort: 'principal' })
  const [resource, setResource] = useQueryState('resource', parseAsStringLiteral(RESOURCES).withDefault('any'))
  const query = { ...state.query, ...(resource === 'any' ? {} : { resourceType: resource }) }
  const acls = useQuery(aclOptions(cluster, query))
  return (
    <>
      <PageHeader title="Access rules" />
      <DataTable
        name="acls"
        noun={['rule', 'rules']}
        searchPlaceholder="Who, what or name"
        columns={columns}
        state={state}
        result={acls}
        loadPage={(page) => fetchAcls(cluster, { ...query, ...page })}
        rowId={(entry) => Object.values(entry).join(' ')}
        filters={
          <Select
            label="Resource"
            value={resource}
            options={RESOURCES.map((value) => ({ value, label: value === 'any' ? 'Any resource' : value }))}
            onChange={(value) => {
              state.setPage(1)
              void setResource(value === 'any' ? null : value)
            }}
          />
        }
        empty={
          acls.data?.enabled === false ? (
            <EmptyState title="The brokers have no authorizer">
              Everybody who can connect may do everything. Access rules (ACLs) count once authorizer.class.name is set
              in the brokers’ configuration.
            </EmptyState>
          ) : resource === 'any' ? (
            <EmptyState title="No access rules">
              The authorizer is on and has no rules: only super users may do something, unless
              allow.everyone.if.no.acl.found is set.
            </EmptyState>
          ) : (
            <EmptyState title={`No rules about a ${resource}`} />
          )
        }
      />
    </>
  )
}
