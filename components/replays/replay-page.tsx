'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { parseAsInteger, parseAsStringEnum, useQueryStates } from 'nuqs'
import type { ReactNode } from 'react'
import { PageHeader } from '#components/app-shell/page-header.tsx'
import { ReplayControls } from '#components/replay-job/replay-controls.tsx'
import { ReplayProof } from '#components/replay-job/replay-proof.tsx'
import { ReplayProgress } from '#components/replay-job/replay-progress.tsx'
import { useReplayJob } from '#components/replay-job/use-replay-job.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { AbsoluteTime } from '#components/ui/relative-time.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { ReplayJob } from '#lib/contract/replays.ts'
import { isAppError } from '#lib/errors.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { replayExportUrl, replayRecordsOptions } from '#lib/queries/replays.ts'
import { ApproveButton } from './approve-button.tsx'
import { targetText } from './replay-columns.tsx'
import { ReplayRecords } from './replay-records.tsx'

const RESULTS = ['all', 'sent', 'skipped', 'failed'] as const
const PAGE_SIZE = 200

/** One replay: what it was told to do, how far it is, and what became of each record. */
export function ReplayPage({ cluster, replay }: { cluster: string; replay: string }) {
  const { data: job, error, isFetching, refetch } = useReplayJob(cluster, replay)
  const [{ result, page }, set] = useQueryStates({
    result: parseAsStringEnum([...RESULTS]).withDefault('all'),
    page: parseAsInteger.withDefault(1),
  })
  const records = useQuery(
    replayRecordsOptions(cluster, replay, { page, pageSize: PAGE_SIZE, ...(result === 'all' ? {} : { result }) }),
  )
  if (isAppError(error) && error.code === 'NOT_FOUND') {
    return (
      <EmptyState
        title={`There is no replay ${replay}`}
        action={<ButtonLink href={pagePaths.replays(cluster)}>All replays</ButtonLink>}
      >
        The console that ran it may have been unable to keep its records on the cluster.
      </EmptyState>
    )
  }
  return (
    <>
      <PageHeader
        title={`Replay ${replay}`}
        facts={job ? <span>{job.reason}</span> : <Skeleton className="my-1.25 w-64" />}
        actions={
          job ? (
            <>
              {job.state === 'awaitingApproval' ? <ApproveButton cluster={cluster} job={job} /> : null}
              <ReplayControls cluster={cluster} job={job} />
            </>
          ) : null
        }
      />
      {error && !job ? (
        <ErrorPanel what="load the replay" error={error} retrying={isFetching} onRetry={() => void refetch()} />
      ) : null}
      {job ? (
        <div className="grid gap-x-10 gap-y-3 px-4 pt-1 pb-4 lg:grid-cols-2">
          <div className="flex flex-col gap-4">
            <ReplayProgress job={job} />
            {job.sent > 0 ? <ReplayProof cluster={cluster} job={job} /> : null}
          </div>
          <JobFacts cluster={cluster} job={job} />
        </div>
      ) : null}
      <div className="flex flex-wrap items-center gap-2 px-4 py-2">
        <h2 className="font-semibold">Result per record</h2>
        <Segmented
          label="Result"
          value={result}
          options={[
            { value: 'all', label: 'All' },
            { value: 'sent', label: 'Sent' },
            { value: 'skipped', label: 'Left out' },
            { value: 'failed', label: 'Failed' },
          ]}
          onChange={(next) => void set({ result: next, page: null })}
        />
        <span className="ml-auto flex gap-2">
          {(['csv', 'ndjson'] as const).map((format) => (
            <a
              key={format}
              href={replayExportUrl({ cluster, replay }, { format, ...(result === 'all' ? {} : { result }) })}
              download
              className="inline-flex h-6.5 items-center rounded-md border border-line-strong bg-surface px-2 text-sm font-medium hover:bg-hover"
            >
              {format === 'csv' ? 'CSV' : 'NDJSON'}
            </a>
          ))}
        </span>
      </div>
      <ReplayRecords
        cluster={cluster}
        source={job?.source.topic}
        records={records}
        page={page}
        pageSize={PAGE_SIZE}
        onPage={(next) => void set({ page: next })}
      />
    </>
  )
}

const CANARY = {
  sending: 'some records go first',
  waiting: 'waits until they are consumed',
  passed: 'consumed, none came back',
  stopped: 'did not fare well: the replay paused',
} as const

function JobFacts({ cluster, job }: { cluster: string; job: ReplayJob }) {
  return (
    <dl className="grid grid-cols-[7rem_minmax(0,1fr)] content-start gap-x-3 gap-y-1">
      <Row name="Dead letters">
        <Link href={pagePaths.deadLetters(cluster, job.source.topic)} className="font-medium hover:underline">
          {job.source.topic}
        </Link>
      </Row>
      <Row name="To">{targetText(job.target)}</Row>
      {job.canary === null ? null : <Row name="Sent ahead">{CANARY[job.canary]}</Row>}
      {job.approvedBy === null ? null : <Row name="Approved by">{job.approvedBy}</Row>}
      <Row name="Guarantee">
        {job.guarantee === 'exactlyOnceReadCommitted' ? 'exactly once, for read_committed readers' : 'at least once'}
      </Row>
      <Row name="Started">
        <AbsoluteTime at={job.startedAt} /> by {job.by}
      </Row>
      {job.owner === '' ? null : <Row name="Run by">{job.owner}</Row>}
      {job.durable ? null : (
        <Row name="Kept">
          <span className="text-warn">
            in memory only: the console may not write its own topics, and forgets it when it stops
          </span>
        </Row>
      )}
    </dl>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}
