'use client'

import { clsx } from 'clsx'
import Link from 'next/link'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { BehindBy, DrainsIn, LagFigure } from '#components/ui/group-figures.tsx'
import { GroupStatusTag } from '#components/ui/group-status-tag.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import type { GroupDetail, GroupPartition, GroupTopic } from '#lib/contract/groups.ts'
import { formatCount, formatRate, plural } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { Section } from './section.tsx'
import { bodyCell, end, headCell } from './table-cells.ts'

/** Partitions shown of a topic before somebody asks for all of them. */
const SHOWN = 48

/** Where the group stands, topic by topic. */
export function PartitionTable({
  cluster,
  group,
  against,
  onAgainst,
}: {
  cluster: string
  group: GroupDetail
  against: 'end' | 'stable'
  onAgainst: (against: 'end' | 'stable') => void
}) {
  const names = new Map(group.members.map(({ id, instanceId, clientId }) => [id, instanceId ?? (clientId || id)]))
  const partitions = group.topics.reduce((sum, topic) => sum + topic.partitions.length, 0)
  const share = group.type === 'share'
  return (
    <Section
      title="Partitions"
      note={
        partitions > 0 ? `${plural(partitions, 'partition')} of ${plural(group.topics.length, 'topic')}` : undefined
      }
      tools={
        <>
          <span className="text-sm text-muted max-sm:hidden">Lag up to</span>
          <Segmented
            label="Lag up to"
            value={against}
            options={[
              { value: 'end', label: 'end offset' },
              { value: 'stable', label: 'last stable offset' },
            ]}
            onChange={onAgainst}
          />
        </>
      }
    >
      {group.topics.length === 0 ? (
        <p className="px-3 py-4 text-muted">It has committed nothing and reads nothing.</p>
      ) : (
        <table className="w-full border-separate border-spacing-0">
          <thead>
            <tr>
              <th scope="col" className={headCell}>
                Partition
              </th>
              <th scope="col" className={headCell}>
                Status
              </th>
              <th scope="col" className={headCell + end} data-tip="The next offset it reads">
                {share ? 'Starts at' : 'Committed'}
              </th>
              <th scope="col" className={headCell + end}>
                {against === 'stable' ? 'Last stable' : 'End'}
              </th>
              <th scope="col" className={headCell + end}>
                Lag
              </th>
              <th scope="col" className={headCell + end}>
                Behind by
              </th>
              <th scope="col" className={headCell + end}>
                Drains in
              </th>
              <th
                scope="col"
                className={headCell + end}
                data-tip="Records per second that are read, of those that come in"
              >
                Reads / comes in
              </th>
              <th scope="col" className={headCell}>
                Member
              </th>
            </tr>
          </thead>
          {group.topics.map((topic) => (
            <TopicRows key={topic.topic} cluster={cluster} topic={topic} names={names} against={against} />
          ))}
        </table>
      )}
    </Section>
  )
}

function TopicRows({
  cluster,
  topic,
  names,
  against,
}: {
  cluster: string
  topic: GroupTopic
  names: ReadonlyMap<string, string>
  against: 'end' | 'stable'
}) {
  const [all, setAll] = useState(false)
  const shown = all ? topic.partitions : topic.partitions.slice(0, SHOWN)
  const left = topic.partitions.length - shown.length
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={9} className="border-b border-line px-3 pt-3 pb-1 text-left font-semibold">
          <Link href={pagePaths.topic(cluster, topic.topic)} className="hover:underline">
            {topic.topic}
          </Link>
          <span className="pl-3 font-normal text-muted">
            {topic.totalLag === null ? 'nothing committed' : `lag ${formatCount(topic.totalLag)}`}
          </span>
        </th>
      </tr>
      {shown.map((partition) => (
        <Row
          key={partition.partition}
          cluster={cluster}
          topic={topic.topic}
          partition={partition}
          names={names}
          against={against}
        />
      ))}
      {left > 0 ? (
        <tr>
          <td colSpan={9} className="px-3 py-1.5">
            <Button size="small" onClick={() => setAll(true)}>
              Show {plural(left, 'more partition')}
            </Button>
          </td>
        </tr>
      ) : null}
    </tbody>
  )
}

/** An open transaction keeps readers of committed records from the end; the two are read a moment apart, so more is no news. */
function HeldBack({
  cluster,
  topic,
  row: { lastStableOffset, endOffset, heldBy },
  against,
}: {
  cluster: string
  topic: string
  row: GroupPartition
  against: 'end' | 'stable'
}) {
  if (lastStableOffset === null || endOffset === null || BigInt(lastStableOffset) >= BigInt(endOffset)) return null
  const who = heldBy && (heldBy.transactionalId ?? `producer ${heldBy.producerId}`)
  return (
    <span className="block pb-1 text-sm text-muted" data-tip="An open transaction holds back what comes after">
      {against === 'stable' ? `end ${formatCount(endOffset)}` : `stable ${formatCount(lastStableOffset)}`}
      {who ? (
        <Link
          href={pagePaths.transactions(cluster, topic)}
          className={clsx(
            'ml-auto block max-w-48 truncate underline decoration-line-strong underline-offset-2',
            heldBy.hanging && 'text-bad',
          )}
          data-tip={
            heldBy.hanging ? `${who}: no coordinator will end this transaction` : `${who} has a transaction open`
          }
        >
          {heldBy.hanging ? 'hanging: ' : 'held by '}
          {who}
        </Link>
      ) : null}
    </span>
  )
}

function Row({
  cluster,
  topic,
  partition: row,
  names,
  against,
}: {
  cluster: string
  topic: string
  partition: GroupPartition
  names: ReadonlyMap<string, string>
  against: 'end' | 'stable'
}) {
  const calm = row.lag === null || row.status === 'ok' || row.status === 'empty'
  return (
    <tr className="group hover:bg-hover">
      <td className={clsx(bodyCell, 'w-24')}>{row.partition}</td>
      <td className={bodyCell}>
        <GroupStatusTag status={row.status} text={row.problem ?? row.statusText} />
      </td>
      <td className={bodyCell + end} data-tip={row.metadata ? `Metadata: ${row.metadata}` : undefined}>
        {row.committedOffset === null ? (
          <span className="text-muted">not committed</span>
        ) : (
          formatCount(row.committedOffset)
        )}
        {row.missed === null ? null : (
          <span className="block text-sm text-bad">{formatCount(row.missed)} deleted unread</span>
        )}
      </td>
      <td className={bodyCell + end} data-tip={`The log starts at ${formatCount(row.logStartOffset)}`}>
        {formatCount(against === 'stable' ? row.lastStableOffset : row.endOffset)}
        <HeldBack cluster={cluster} topic={topic} row={row} against={against} />
      </td>
      <td className={clsx(bodyCell + end, !calm && 'font-semibold')}>
        <LagFigure lag={row.lag} />
      </td>
      <td className={bodyCell + end}>
        <BehindBy ms={row.timeLagMs} />
      </td>
      <td className={bodyCell + end}>
        <DrainsIn {...row} totalLag={row.lag} />
      </td>
      <td className={bodyCell + end}>
        {formatRate(row.consumedPerSecond)} <span className="text-faint">/ {formatRate(row.producedPerSecond)}</span>
      </td>
      <td className={clsx(bodyCell, 'max-w-64 truncate')} data-tip={row.memberId ?? undefined}>
        {row.memberId === null ? <span className="text-faint">none</span> : (names.get(row.memberId) ?? row.memberId)}
      </td>
    </tr>
  )
}
