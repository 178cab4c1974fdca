'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { parseAsInteger, useQueryState } from 'nuqs'
import { Fact, PageHeader } from '#components/app-shell/page-header.tsx'
import { StaleNotice } from '#components/data-table/stale-notice.tsx'
import { NameTitle } from '#components/ui/name-title.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Select } from '#components/ui/select.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { SubjectDetail } from '#lib/contract/schemas.ts'
import { isAppError } from '#lib/errors.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { subjectOptions } from '#lib/queries/schemas.ts'
import { SchemaPanel } from './schema-panel.tsx'
import { SubjectActions } from './subject-actions.tsx'
import { compatibilityMeaning } from './schema-words.ts'

/** One subject: its versions, the schema of each, what it refers to and what new versions have to keep. */
export function SubjectPage({ cluster, subject }: { cluster: string; subject: string }) {
  const [chosen, choose] = useQueryState('version', parseAsInteger)
  const detail = useQuery(subjectOptions(cluster, subject))
  if (isAppError(detail.error) && detail.error.code === 'NOT_FOUND') {
    return (
      <EmptyState
        wholePage
        title={`There is no subject ${subject}`}
        action={<ButtonLink href={pagePaths.schemas(cluster)}>All subjects</ButtonLink>}
      >
        {detail.error.message}
      </EmptyState>
    )
  }
  const versions = detail.data?.versions ?? []
  const version = chosen ?? versions[0]
  return (
    <div className="min-h-0 flex-1 overflow-auto pb-8">
      <PageHeader
        title={<NameTitle name={subject} />}
        facts={
          detail.data ? (
            <Facts cluster={cluster} detail={detail.data} />
          ) : (
            <Skeleton className="my-1.25 w-72 max-w-full" />
          )
        }
        actions={
          version === undefined ? null : (
            <>
              <Select
                label="Version"
                value={String(version)}
                options={[...new Set([...versions, version])].map((number) => ({
                  value: String(number),
                  label: number === versions[0] ? `Version ${number} · latest` : `Version ${number}`,
                }))}
                onChange={(number) => void choose(Number(number) === versions[0] ? null : Number(number))}
              />
              {detail.data ? <SubjectActions cluster={cluster} detail={detail.data} version={version} /> : null}
            </>
          )
        }
      />
      {detail.error && !detail.data ? (
        <ErrorPanel
          what="load this subject"
          error={detail.error}
          retrying={detail.isFetching}
          onRetry={() => void detail.refetch()}
        />
      ) : null}
      {detail.error && detail.data ? <StaleNotice error={detail.error} at={detail.dataUpdatedAt} /> : null}
      {version === undefined ? null : <SchemaPanel cluster={cluster} subject={subject} version={version} />}
    </div>
  )
}

function Facts({ cluster, detail }: { cluster: string; detail: SubjectDetail }) {
  const { versions, compatibility, compatibilityInherited, topics } = detail
  return (
    <>
      <Fact label={versions.length === 1 ? 'version' : 'versions'}>{formatCount(versions.length)}</Fact>
      {compatibility === null ? null : (
        <Fact
          label={compatibilityInherited ? "compatibility, the registry's own" : 'compatibility'}
          tip={compatibilityMeaning(compatibility) ?? 'What new versions have to keep'}
        >
          {compatibility}
        </Fact>
      )}
      {topics.map(({ topic, side }) => (
        <span key={side}>
          {side === 'key' ? 'keys' : 'values'} of{' '}
          <Link href={pagePaths.topic(cluster, topic)} className="text-accent underline hover:decoration-2">
            {topic}
          </Link>
        </span>
      ))}
    </>
  )
}
