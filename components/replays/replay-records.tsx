'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import { clsx } from 'clsx'
import Link from 'next/link'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import type { Page } from '#lib/contract/common.ts'
import type { ReplayRecord } from '#lib/contract/replays.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'

const HEAD = 'sticky top-0 z-10 h-7.5 border-b border-line bg-sunken px-2.5 text-left text-sm font-medium text-muted'
const CELL = 'h-8 truncate border-b border-line px-2.5'

/** The ledger of a replay: each record, where it went, or why it did not. */
export function ReplayRecords({
  cluster,
  source,
  records,
  page,
  pageSize,
  onPage,
}: {
  cluster: string
  source: string | undefined
  records: UseQueryResult<Page<ReplayRecord>>
  page: number
  pageSize: number
  onPage: (page: number) => void
}) {
  const { data, error } = records
  if (error && !data) {
    return <ErrorPanel what="load the results" error={error} onRetry={() => void records.refetch()} />
  }
  if (data?.total === 0) {
    return (
      <div className="border-t border-line">
        <EmptyState title="No records here">What is sent or left out shows here as it happens.</EmptyState>
      </div>
    )
  }
  const pages = Math.max(1, Math.ceil((data?.total ?? 0) / pageSize))
  return (
    <>
      <div
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must scroll by keyboard too
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto border-t border-line -outline-offset-2"
      >
        <table
          aria-label="Result per record"
          aria-busy={data === undefined}
          className={clsx(
            'w-full min-w-150 table-fixed border-separate border-spacing-0',
            records.isPlaceholderData && 'dimmed',
          )}
        >
          <thead>
            <tr>
              <th className={clsx(HEAD, 'w-64 pl-4 max-md:w-48')}>Dead letter</th>
              <th className={clsx(HEAD, 'w-32 max-md:w-26')}>Result</th>
              <th className={HEAD}>Went to</th>
            </tr>
          </thead>
          <tbody>
            {data?.items.map((record) => (
              <tr key={`${record.partition}-${record.offset}`} className="hover:bg-hover">
                <td className={clsx(CELL, 'pl-4')}>
                  {source === undefined ? null : (
                    <Link
                      href={`${pagePaths.topic(cluster, source)}?partition=${record.partition}&from=offset&offset=${record.offset}`}
                      className="hover:underline"
                    >
                      partition {record.partition}, offset {formatCount(record.offset)}
                    </Link>
                  )}
                </td>
                <td className={CELL}>
                  <ResultTag result={record.result} />
                </td>
                <td className={clsx(CELL, 'pr-4')}>
                  {record.targetTopic === null ? (
                    <span className="text-muted">{record.text}</span>
                  ) : (
                    <>
                      {record.targetTopic}, partition {record.targetPartition}, offset{' '}
                      {formatCount(record.targetOffset)}
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages > 1 ? (
        <nav aria-label="Pages" className="flex items-center justify-end gap-2 border-t border-line px-4 py-2">
          <span className="text-muted">
            page {formatCount(page)} of {formatCount(pages)}
          </span>
          <Button size="small" disabled={page <= 1} onClick={() => onPage(page - 1)}>
            Before
          </Button>
          <Button size="small" disabled={page >= pages} onClick={() => onPage(page + 1)}>
            Next
          </Button>
        </nav>
      ) : null}
    </>
  )
}

function ResultTag({ result }: { result: ReplayRecord['result'] }) {
  if (result === 'sent') return <StatusTag tone="ok">sent</StatusTag>
  if (result === 'failed') return <StatusTag tone="bad">failed</StatusTag>
  return <StatusTag tone="idle">left out</StatusTag>
}
