'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import type { ReplayJob, ReplayProof as Proof } from '#lib/contract/replays.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { replayProofOptions } from '#lib/queries/replays.ts'

/** Whether what was sent has been consumed by the group that had failed, and whether any of it failed again. */
export function ReplayProof({ cluster, job: { id: replay, source } }: { cluster: string; job: ReplayJob }) {
  const { data, error } = useQuery(replayProofOptions(cluster, replay))
  if (!data) return error ? <ErrorPanel what="look for proof" error={error} /> : <Skeleton className="w-56" />
  return (
    <section aria-label="Proof" className="flex flex-col gap-1.5">
      <h3 className="font-semibold">Proof</h3>
      {data.groups.length === 0 ? (
        <p className="text-muted">No consumer group has committed offsets on the target yet.</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {data.groups.map((group) => (
            <li key={group.id} className="flex flex-wrap items-center gap-x-2">
              <GroupTag group={group} sent={data.sent} />
              <span>
                {group.id}
                {group.failing ? <span className="text-muted"> · had failed</span> : null}
              </span>
            </li>
          ))}
        </ul>
      )}
      {data.cameBack > 0 ? (
        <p className="rounded-md bg-warn-soft px-3 py-2 text-warn">
          {formatCount(data.cameBack)} came back as dead letters
          {data.cameBackSample ? (
            <>
              , for example{' '}
              <Link
                href={`${pagePaths.deadLetters(cluster, source.topic)}?view=letters&open=${data.cameBackSample.partition}-${data.cameBackSample.offset}`}
                className="underline"
              >
                partition {data.cameBackSample.partition}, offset {formatCount(data.cameBackSample.offset)}
              </Link>
            </>
          ) : null}
          .
        </p>
      ) : (
        <p className="text-muted">None came back so far.</p>
      )}
    </section>
  )
}

function GroupTag({ group, sent }: { group: Proof['groups'][number]; sent: number }) {
  const where = group.partitions
    .map(
      ({ topic, partition, consumed, sent: there, committedOffset }) =>
        `${topic} ${partition}: ${consumed} of ${there}, committed ${committedOffset ?? 'nothing'}`,
    )
    .join('\n')
  if (group.consumed >= sent && sent > 0)
    return (
      <StatusTag tone="ok" tip={where}>
        consumed
      </StatusTag>
    )
  return (
    <StatusTag tone={group.failing ? 'info' : 'idle'} tip={where}>
      {formatCount(group.consumed)} of {formatCount(sent)} consumed
    </StatusTag>
  )
}
