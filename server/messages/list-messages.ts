import type { Message, MessagePage, MessagesQuery } from '#lib/contract/messages.ts'
import { MAX_CURSOR_CHARS } from '#lib/cursor/cursor.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import { coverageOf } from './page-coverage.ts'
import { readCursor, type Remaining, writeCursor } from './page-cursor.ts'
import type { PagePlan } from '#server/records/page-plan.ts'
import type { PageSource } from './page-source.ts'
import { directionOf, planPage, timeOf } from '#server/records/plan-page.ts'
import { isRead, readPage } from './read-page.ts'
import { toMessage } from '#server/records/to-message.ts'

/** One page of records. Reading joins no group, commits nothing and creates no topic. */
export async function listMessages(
  { cluster, signal }: Pick<ClusterCtx, 'cluster' | 'signal'>,
  input: MessagesQuery & { topic: string },
): Promise<MessagePage> {
  const { cursor, limit, isolation, keyFormat, valueFormat } = input
  // A cursor is compared with the topic's id as it is now.
  const topic = await cluster.topic(input.topic, { maxAgeMs: cursor === undefined ? 5_000 : 0 })
  const plan =
    cursor === undefined ? await planPage(cluster, topic, input) : await planFrom(cluster, topic, { ...input, cursor })
  const serde = serdeOf(cluster)
  const page = await readPage<Message>({ cluster, topic: topic.name, isolation }, plan, {
    limit,
    signal,
    map: ({ partition, batch, record }) => {
      const loading = serde.prepare([{ topic: topic.name, ...record }])
      const made = () => toMessage({ topic: topic.name, partition, batch }, record, { keyFormat, valueFormat, serde })
      return loading ? loading.then(made) : made()
    },
  })
  const coverage = coverageOf(plan, page)
  const next = nextCursor(topic, input, page.sources)
  const fits = next === null || next.length <= MAX_CURSOR_CHARS
  if (!fits) coverage.notes.push('cursorTooLong')
  return { messages: page.items, cursor: fits ? next : null, coverage }
}

function nextCursor(topic: TopicMetadata, input: MessagesQuery, sources: readonly PageSource[]): string | null {
  const open = sources.filter((source) => !isRead(source))
  // Partitions that cannot be read are tried again with the next page, but not for ever.
  if (open.every(({ scan }) => scan.problem !== null)) return null
  const backward = directionOf(input) === 'backward'
  const remaining = open.map(({ plan, remaining: { from, to } }): Remaining => {
    return { partition: plan.partition, from: backward && from <= plan.logStart ? null : from, to }
  })
  return writeCursor(topic, input, remaining)
}

/** The plan of a page that goes on where another ended: within the offsets of the first page. */
async function planFrom(
  cluster: KafkaCluster,
  topic: TopicMetadata,
  input: MessagesQuery & { cursor: string },
): Promise<PagePlan> {
  const remaining = readCursor(topic, input, input.cursor)
  const partitions = remaining.map(({ partition }) => partition)
  const earliest = await readOffsets(cluster, new Map([[topic.name, partitions]]), 'earliest')
  const plan: PagePlan = { direction: directionOf(input), partitions: [], time: timeOf(input), openTransaction: false }
  for (const { partition, from, to } of remaining) {
    const answer = earliest.get(topic.name)?.get(partition)
    const logStart = answer?.ok ? answer.at.offset : 0n
    const start = from ?? (logStart < to ? logStart : to)
    plan.partitions.push({ partition, from: start, to, logStart, problem: answer && !answer.ok ? answer.error : null })
  }
  return plan
}
