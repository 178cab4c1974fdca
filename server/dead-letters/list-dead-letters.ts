import { z } from 'zod'
import { Offset } from '#lib/contract/common.ts'
import type { FilterFailures } from '#lib/contract/filter-failures.ts'
import type { DeadLetter } from '#lib/contract/dead-letters.ts'
import { AppError, invalid } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { withSlot } from '#server/limits/slots.ts'
import { replayedOf } from '#server/replay-ledger/replayed-of.ts'
import { ignoredLetters, type SourceTopic } from './letter-marks.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import { newestRecords } from './newest-records.ts'
import { filterOf } from './record-filter.ts'
import { type Handled, toDeadLetter } from './to-dead-letter.ts'

const Cursor = z.object({
  v: z.literal(1),
  topicId: z.string().nullable(),
  before: z.array(z.tuple([z.number(), Offset])),
})

interface LettersInput {
  topic: string
  limit: number
  cursor?: string | undefined
  fingerprint?: string[] | undefined
  text?: string | undefined
  filter?: string | undefined
}

/** A filter that matches seldom ends a page early; the next page goes on. */
const MAX_SCANNED = 50_000

interface LettersPage {
  items: DeadLetter[]
  cursor: string | null
  complete: boolean
  filterFailures?: FilterFailures
}

/** The newest dead letters of a topic, page by page. @throws AppError CONFLICT where the topic was made anew since the last page */
export async function listDeadLetters(
  { cluster, signal, owner }: ClusterCtx,
  input: LettersInput,
): Promise<LettersPage> {
  const { topic, limit } = input
  const { topicId } = await cluster.topic(topic)
  const from = input.cursor === undefined ? null : readCursor(input.cursor)
  if (from && from.topicId !== topicId)
    throw new AppError('CONFLICT', `${topic} was deleted and made anew: start again from the newest.`)
  const { text, filter, fingerprint: fingerprints } = input
  const narrowing = { text, filter }
  const selection = fingerprints ? { fingerprints, ...narrowing } : { all: true as const, ...narrowing }
  const matches = filterOf(cluster, topic, selection, owner.user)
  const before = from && new Map(from.before.map(([partition, offset]) => [partition, BigInt(offset)]))
  const query = { topic, limit, signal, matches, maxScanned: MAX_SCANNED, ...(before ? { before } : {}) }
  const read = async () => newestRecords(cluster, query)
  // Without a filter it reads a page and no more.
  const page = await (matches ? withSlot(owner, 'deadLetters', read) : read())
  const next: z.input<typeof Cursor> | null = page.next && {
    v: 1,
    topicId,
    before: [...page.next].map(([partition, offset]) => [partition, String(offset)]),
  }
  const serde = serdeOf(cluster)
  await serde.prepare(page.records.map(({ record }) => ({ topic, ...record })))
  const handled = await handledOf(cluster, { topic, topicId })
  return {
    items: page.records.map((placed) => toDeadLetter(topic, placed, handled, { serde })),
    cursor: next && Buffer.from(JSON.stringify(next)).toString('base64url'),
    complete: page.complete,
    ...(matches?.failures ? { filterFailures: matches.failures } : {}),
  }
}

/** What replays and people did with the dead letters of a topic. */
export async function handledOf(cluster: KafkaCluster, source: SourceTopic): Promise<Handled> {
  const [replayed, ignored] = await Promise.all([replayedOf(cluster, source), ignoredLetters(cluster, source)])
  return { ...replayed, ...ignored }
}

function readCursor(cursor: string): z.output<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw invalid('cursor', 'is not a cursor of this list')
  }
}
