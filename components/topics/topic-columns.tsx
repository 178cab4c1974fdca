import type { DataColumn } from '#components/data-table/data-column.ts'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { TopicSummary } from '#lib/contract/topics.ts'
import { formatBytes, formatCount, formatRate } from '#lib/format/numbers.ts'
import { retentionText, TopicHealth } from './topic-facts.tsx'
import { isoTime } from '#lib/format/times.ts'

export const RECORDS_TIP =
  'End offset minus start offset, over all partitions. Compaction and transactions leave fewer records than that.'

/** The topics list; the ids are the sort keys of the API. */
export const topicColumns: readonly DataColumn<TopicSummary>[] = [
  {
    id: 'name',
    header: 'Topic',
    width: 200,
    grow: true,
    sort: 'ascending',
    csv: (topic) => topic.name,
    cell: (topic) => (
      <>
        {topic.name}
        {topic.deadLetterFor ? (
          <span className="font-normal text-muted"> · dead letters of {topic.deadLetterFor}</span>
        ) : null}
        {topic.internal ? <span className="font-normal text-muted"> · internal</span> : null}
      </>
    ),
  },
  {
    id: 'underReplicated',
    header: 'Replicas',
    width: 160,
    sort: 'descending',
    csv: (topic) => topic.underReplicated,
    cell: (topic) => <TopicHealth topic={topic} />,
  },
  {
    id: 'partitions',
    header: 'Partitions',
    width: 90,
    align: 'end',
    sort: 'descending',
    csv: (topic) => topic.partitions,
    cell: (topic) => (
      <>
        {formatCount(topic.partitions)} <span className="text-faint">×{topic.replicationFactor}</span>
      </>
    ),
  },
  {
    id: 'replicationFactor',
    header: 'Replication',
    width: 98,
    align: 'end',
    sort: 'ascending',
    optional: true,
    csv: (topic) => topic.replicationFactor,
    cell: (topic) => topic.replicationFactor,
  },
  {
    id: 'messagesPerSecond',
    header: 'In',
    width: 72,
    align: 'end',
    sort: 'descending',
    tip: 'Records per second, from the end offsets',
    csv: (topic) => topic.messagesPerSecond,
    cell: (topic) => formatRate(topic.messagesPerSecond),
  },
  {
    id: 'records',
    header: 'Records',
    width: 114,
    align: 'end',
    sort: 'descending',
    tip: RECORDS_TIP,
    csv: (topic) => topic.records,
    cell: (topic) => formatCount(topic.records),
  },
  {
    id: 'sizeBytes',
    header: 'Size',
    width: 80,
    align: 'end',
    sort: 'descending',
    tip: 'On disk, all replicas',
    csv: (topic) => topic.sizeBytes,
    cell: (topic) => formatBytes(topic.sizeBytes),
  },
  {
    id: 'retentionMs',
    header: 'Kept',
    width: 98,
    align: 'end',
    sort: 'descending',
    csv: (topic) => retentionText(topic),
    cell: (topic) => retentionText(topic),
  },
  {
    id: 'groups',
    header: 'Groups',
    width: 78,
    align: 'end',
    sort: 'descending',
    csv: (topic) => topic.groups,
    cell: (topic) => formatCount(topic.groups),
  },
  {
    id: 'totalLag',
    header: 'Lag',
    width: 84,
    align: 'end',
    sort: 'descending',
    tip: 'Of all groups together; – where nothing was committed',
    csv: (topic) => topic.totalLag,
    cell: (topic) => formatCount(topic.totalLag),
  },
  {
    id: 'lastRecordAt',
    header: 'Last record',
    width: 104,
    align: 'end',
    sort: 'descending',
    csv: (topic) => isoTime(topic.lastRecordAt),
    cell: (topic) => <RelativeTime at={topic.lastRecordAt} />,
  },
]
