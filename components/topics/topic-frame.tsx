'use client'

import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { Ellipsis, Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { usePathname } from 'next/navigation'
import { useState, type ReactNode } from 'react'
import { Fact, PageHeader } from '#components/app-shell/page-header.tsx'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { ButtonLink, IconButton } from '#components/ui/button.tsx'
import { NameTitle } from '#components/ui/name-title.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Menu, type MenuEntry } from '#components/ui/menu.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { TabLinks } from '#components/ui/tabs.tsx'
import type { TopicSummary } from '#lib/contract/topics.ts'
import { isAppError } from '#lib/errors.ts'
import { formatBytes, formatCompact, formatCount, formatRate } from '#lib/format/numbers.ts'
import { useOutage } from '#components/ui/outage.tsx'
import { pagePaths } from '#lib/page-paths.ts'
import { topicOptions } from '#lib/queries/topics.ts'
import { RECORDS_TIP } from './topic-columns.tsx'
import { retentionText, TopicHealth } from './topic-facts.tsx'

const DeleteTopicDialog = dynamic(
  () => import('./delete-topic-dialog.tsx').then((module) => module.DeleteTopicDialog),
  { ssr: false },
)

/** The head and the tabs of one topic; the tabs' pages are its children. */
export function TopicFrame({ cluster, name, children }: { cluster: string; name: string; children: ReactNode }) {
  const topic = useQuery(topicOptions(cluster, name))
  const base = pagePaths.topic(cluster, name)
  const outage = useOutage()

  // A live list keeps what it has shown, and goes on when a topic is made anew; its stream says what happened.
  const watched = usePathname().endsWith('/live') && topic.data !== undefined
  if (isAppError(topic.error) && topic.error.code === 'NOT_FOUND' && !watched) {
    return (
      <EmptyState
        wholePage
        title={`Topic ${name} not found`}
        action={<ButtonLink href={pagePaths.topics(cluster)}>All topics</ButtonLink>}
      >
        It does not exist, or you are not allowed to see it. Names are case-sensitive. Retrying every few seconds.
      </EmptyState>
    )
  }
  return (
    <>
      <PageHeader
        title={<NameTitle name={name} />}
        facts={
          topic.data ? (
            <Facts topic={topic.data} dimmed={outage !== null} />
          ) : (
            <Skeleton className="my-1.25 w-96 max-w-full" />
          )
        }
        actions={topic.data ? <TopicMenu cluster={cluster} topic={topic.data} /> : null}
      />
      {topic.error && !topic.data ? (
        <ErrorPanel
          what="load this topic"
          error={topic.error}
          retrying={topic.isFetching}
          onRetry={() => void topic.refetch()}
        />
      ) : null}
      <TabLinks
        label={name}
        tabs={[
          { href: `${base}/messages`, label: 'Messages' },
          { href: `${base}/live`, label: 'Live' },
          { href: `${base}/history`, label: 'Key history' },
          { href: `${base}/analysis`, label: 'Analysis' },
          { href: `${base}/partitions`, label: 'Partitions', count: formatted(topic.data?.partitions) },
          { href: `${base}/groups`, label: 'Groups', count: formatted(topic.data?.groups) },
          { href: `${base}/config`, label: 'Configuration' },
        ]}
      />
      {children}
    </>
  )
}

const formatted = (count: number | null | undefined) =>
  count === null || count === undefined ? undefined : formatCount(count)

function Facts({ topic, dimmed }: { topic: TopicSummary; dimmed: boolean }) {
  const troubled = topic.problem !== null || topic.offline > 0 || topic.underReplicated > 0
  return (
    <div className={clsx('contents', dimmed && 'dimmed')}>
      {troubled ? <TopicHealth topic={topic} /> : null}
      <Fact label="in">{formatRate(topic.messagesPerSecond)}</Fact>
      <Fact label={`partition${topic.partitions === 1 ? '' : 's'} ×${topic.replicationFactor}`}>
        {formatCount(topic.partitions)}
      </Fact>
      <Fact label={`records · ${formatBytes(topic.sizeBytes)}`} tip={`${formatCount(topic.records)}\n${RECORDS_TIP}`}>
        {formatCompact(topic.records)}
      </Fact>
      {topic.cleanupPolicy === null ? null : (
        <Fact label={topic.cleanupPolicy.includes('compact') ? undefined : 'kept'}>{retentionText(topic)}</Fact>
      )}
      {topic.totalLag === null ? null : <Fact label="lag of all groups">{formatCount(topic.totalLag)}</Fact>}
      {topic.deadLetterFor ? (
        <span>
          dead letters of <b className="font-semibold text-ink">{topic.deadLetterFor}</b>
        </span>
      ) : null}
      {topic.lastRecordAt === null ? null : (
        <span>
          last record <RelativeTime at={topic.lastRecordAt} />
        </span>
      )}
    </div>
  )
}

function TopicMenu({ cluster, topic }: { cluster: string; topic: TopicSummary }) {
  const [deleting, setDeleting] = useState(false)
  const whyNot = useWhyNot(cluster, 'topic.delete', topic.name)
  const { topicId } = topic
  return (
    <>
      <Menu
        align="end"
        button={(props) => (
          <IconButton {...props} label="More about this topic" look="plain">
            <Ellipsis size={15} aria-hidden />
          </IconButton>
        )}
        entries={[
          ...(topicId === null ? [] : copyTopicId(topicId)),
          {
            kind: 'action',
            id: 'delete',
            danger: true,
            blocked: whyNot,
            onSelect: () => setDeleting(true),
            label: (
              <>
                <Trash2 size={14} aria-hidden /> Delete topic …
              </>
            ),
          },
        ]}
      />
      {deleting ? <DeleteTopicDialog cluster={cluster} topic={topic} onClose={() => setDeleting(false)} /> : null}
    </>
  )
}

function copyTopicId(topicId: string): MenuEntry[] {
  return [
    {
      kind: 'action',
      id: 'copy',
      onSelect: () => void navigator.clipboard.writeText(topicId),
      label: (
        <>
          Copy topic id <span className="ml-auto pl-4 font-mono text-sm text-muted">{topicId}</span>
        </>
      ),
    },
    { kind: 'line', id: 'line' },
  ]
}
