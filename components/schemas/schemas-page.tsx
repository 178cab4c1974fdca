'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useMemo, useState } from 'react'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { Fact, PageHeader } from '#components/app-shell/page-header.tsx'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useTableState } from '#components/data-table/use-table-state.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import type { Registry } from '#lib/contract/schemas.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { fetchSubjects, type SubjectListQuery, subjectListOptions } from '#lib/queries/schemas.ts'
import { schemaColumns } from './schema-columns.tsx'
import { compatibilityMeaning } from './schema-words.ts'

const RegisterDialog = dynamic(() => import('./register-dialog.tsx').then((module) => module.RegisterDialog), {
  ssr: false,
})

/** The subjects of the cluster's schema registry. */
export function SchemasPage({ cluster }: { cluster: string }) {
  const state = useTableState({ sort: 'subject' })
  const query: SubjectListQuery = state.query
  const subjects = useQuery(subjectListOptions(cluster, query))
  const registry = subjects.data?.registry
  const [registering, setRegistering] = useState(false)
  const whyNot = useWhyNot(cluster, 'schema.register')
  const columns = useMemo(() => schemaColumns(registry?.compatibility ?? null), [registry?.compatibility])
  if (registry === null) {
    return (
      <EmptyState wholePage title="No schema registry is configured">
        Set <code>schemaRegistry</code> for this cluster in tailrace.yaml, or TAILRACE_SCHEMA_REGISTRY: any registry
        with Confluent’s interface. Records then show decoded, and subjects stand here.
      </EmptyState>
    )
  }
  return (
    <>
      <PageHeader
        title="Schemas"
        facts={registry ? <Facts registry={registry} /> : null}
        actions={
          <Button blocked={whyNot} onClick={() => setRegistering(true)}>
            Register a schema …
          </Button>
        }
      />
      {registering ? (
        <RegisterDialog
          cluster={cluster}
          subject={null}
          latest={null}
          level={registry?.compatibility ?? null}
          onClose={() => setRegistering(false)}
        />
      ) : null}
      <DataTable
        name="schemas"
        noun={['subject', 'subjects']}
        searchPlaceholder="Find a subject"
        columns={columns}
        state={state}
        result={subjects}
        loadPage={(page) => fetchSubjects(cluster, { ...query, ...page })}
        rowId={({ subject }) => subject}
        target={{ href: ({ subject }) => pagePaths.schema(cluster, subject) }}
        empty={
          <EmptyState title="The registry has no subjects">
            A subject appears when a producer, or somebody here, registers the schema of keys or values.
          </EmptyState>
        }
      />
    </>
  )
}

function Facts({ registry: { host, compatibility, mode } }: { registry: Registry }) {
  return (
    <>
      <Fact>{host}</Fact>
      {compatibility === null ? null : (
        <Fact label="compatibility" tip={compatibilityMeaning(compatibility) ?? 'What new versions have to keep'}>
          {compatibility}
        </Fact>
      )}
      {mode === null || mode === 'READWRITE' ? null : <Fact label="mode">{mode}</Fact>}
    </>
  )
}
