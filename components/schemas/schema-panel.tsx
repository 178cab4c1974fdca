'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { SchemaVersion } from '#lib/contract/schemas.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { schemaVersionOptions } from '#lib/queries/schemas.ts'
import { schemaTypeLabel } from './schema-words.ts'

/** The text of one version, and what it refers to. */
export function SchemaPanel({ cluster, subject, version }: { cluster: string; subject: string; version: number }) {
  const schema = useQuery(schemaVersionOptions(cluster, subject, version))
  if (schema.error && !schema.data) {
    return (
      <ErrorPanel
        what={`load version ${version}`}
        error={schema.error}
        retrying={schema.isFetching}
        onRetry={() => void schema.refetch()}
      />
    )
  }
  const { data } = schema
  return (
    <section aria-label="Schema" className="mx-4 mt-1.5">
      <header className="flex min-h-8 items-center gap-3">
        {data ? (
          <>
            <h2 className="font-semibold">{schemaTypeLabel(data.type)}</h2>
            <span className="text-muted">
              id <span className="font-mono text-sm text-ink">{data.id}</span>
            </span>
            <span className="ml-auto">
              <CopyButton value={data.text} label="Copy the schema" />
            </span>
          </>
        ) : (
          <Skeleton className="w-40" />
        )}
      </header>
      {data?.problem ? (
        <p className="mb-1.5 rounded-md bg-warn-soft px-3 py-1.5">Records cannot be read by it: {data.problem}</p>
      ) : null}
      {data ? <SchemaText text={data.text} /> : <TextSkeleton />}
      {data && data.references.length > 0 ? <References cluster={cluster} references={data.references} /> : null}
    </section>
  )
}

function SchemaText({ text }: { text: string }) {
  return (
    <pre
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
      tabIndex={0}
      aria-label="Schema text"
      className="max-h-[68vh] overflow-auto rounded-lg border border-line bg-surface p-3 font-mono text-sm leading-[19px]"
    >
      {text}
    </pre>
  )
}

function References({ cluster, references }: { cluster: string; references: SchemaVersion['references'] }) {
  return (
    <>
      <h2 className="mt-4 mb-1.5 font-semibold">Refers to</h2>
      <ul className="flex flex-col gap-1">
        {references.map(({ name, subject, version }) => (
          <li key={name}>
            <span className="font-mono text-sm">{name}</span>{' '}
            <span className="text-muted">
              in version {version} of{' '}
              <Link
                href={`${pagePaths.schema(cluster, subject)}?version=${version}`}
                className="text-accent underline hover:decoration-2"
              >
                {subject}
              </Link>
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function TextSkeleton() {
  return (
    <div className="flex flex-col gap-2 rounded-lg border border-line bg-surface p-3">
      {Array.from({ length: 14 }, (_, index) => (
        <Skeleton key={index} className={index % 4 === 0 ? 'w-40' : 'w-80 max-w-full'} />
      ))}
    </div>
  )
}
