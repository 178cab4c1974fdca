'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { parseAsStringEnum, useQueryState } from 'nuqs'
import { useState } from 'react'
import { PageHeader } from '#components/app-shell/page-header.tsx'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useTableState } from '#components/data-table/use-table-state.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { auditOptions, fetchAudit } from '#lib/queries/audit.ts'
import { auditColumns } from './audit-columns.tsx'

const VerifyDialog = dynamic(async () => (await import('./verify-dialog.tsx')).VerifyDialog, { ssr: false })

const RESULTS = ['all', 'ok', 'failed', 'refused', 'unknown'] as const

/** Who did what on a cluster, the newest first. */
export function AuditPage({ cluster }: { cluster: string }) {
  const state = useTableState({ sort: '-at' })
  const [result, setResult] = useQueryState('result', parseAsStringEnum([...RESULTS]).withDefault('all'))
  const query = { ...state.query, cluster, ...(result === 'all' ? {} : { result }) }
  const [verifying, setVerifying] = useState(false)
  const records = useQuery(auditOptions(cluster, query))
  const unreachable = records.data?.unreachable ?? []
  const volatile = records.data?.items.some(({ durable }) => !durable) ?? false
  return (
    <>
      <PageHeader
        title="Audit"
        facts={
          volatile || unreachable.length > 0 ? (
            <>
              {volatile && (
                <span className="text-warn">
                  Some records are kept in this process only, and are lost when it stops.
                </span>
              )}
              {unreachable.length > 0 && (
                <span className="text-warn">Records of {unreachable.join(', ')} are missing: it does not answer.</span>
              )}
            </>
          ) : null
        }
        actions={<Button onClick={() => setVerifying(true)}>Verify…</Button>}
      />
      {verifying && <VerifyDialog cluster={cluster} onClose={() => setVerifying(false)} />}
      <DataTable
        name="audit"
        noun={['record', 'records']}
        searchPlaceholder="Person, action, target or reason"
        columns={auditColumns}
        state={state}
        result={records}
        loadPage={(page) => fetchAudit({ ...query, ...page })}
        rowId={({ id }) => id}
        filters={
          <Segmented
            label="Result"
            value={result}
            options={[
              { value: 'all', label: 'All' },
              { value: 'ok', label: 'Done' },
              { value: 'failed', label: 'Failed' },
              { value: 'refused', label: 'Refused' },
              { value: 'unknown', label: 'Unknown' },
            ]}
            onChange={(next) => void setResult(next)}
          />
        }
        empty={
          <EmptyState title="No changes yet">
            Every change made through this console is listed here: who, what, why, and how it ended.
          </EmptyState>
        }
      />
    </>
  )
}
