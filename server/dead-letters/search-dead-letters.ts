import type { z } from 'zod'
import type { DeadLetter, searchDeadLetters as contract } from '#lib/contract/dead-letters.ts'
import { may } from '#server/auth/may.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { withSlot } from '#server/limits/slots.ts'
import { findDeadLetterTopics } from './find-dead-letter-topics.ts'
import { handledOf } from './list-dead-letters.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import { newestRecords } from './newest-records.ts'
import { filterOf } from './record-filter.ts'
import { toDeadLetter } from './to-dead-letter.ts'

/** So many of the newest records of each topic are looked at, and for so long altogether; what is left out is named. */
const MAX_SCANNED = 200_000
const MAX_MS = 15_000
const AT_ONCE = 4

type Found = z.input<typeof contract.output>

interface SearchInput {
  text: string
  limit: number
}

/** Looks for a text in the dead letters of all topics. */
export async function searchDeadLetters(ctx: ClusterCtx, input: SearchInput): Promise<Found> {
  return withSlot(ctx.owner, 'deadLetters', async () => searchAll(ctx, input))
}

async function searchAll({ cluster, actor, signal, owner }: ClusterCtx, { text, limit }: SearchInput): Promise<Found> {
  const isVisible = (topic: string) =>
    (['deadLetter.view', 'record.view'] as const).every((name) => may(actor, name, { kind: 'topic', topic }).allowed)
  const topics = (await findDeadLetterTopics(cluster, { signal })).filter(
    ({ topic, records }) => records !== '0' && isVisible(topic),
  )
  const incomplete: string[] = []
  const items: DeadLetter[] = []
  const end = performance.now() + MAX_MS
  const queue = [...topics]
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { topic } = next
      try {
        if (performance.now() > end) throw new Error('no time is left')
        const { topicId } = await cluster.topic(topic)
        const matches = filterOf(cluster, topic, { all: true, text }, owner.user)
        const page = await newestRecords(cluster, {
          topic,
          limit,
          signal,
          matches,
          maxScanned: MAX_SCANNED,
        })
        if (page.records.length > 0) {
          const serde = serdeOf(cluster)
          await serde.prepare(page.records.map(({ record }) => ({ topic, ...record })))
          const handled = await handledOf(cluster, { topic, topicId })
          items.push(...page.records.map((placed) => toDeadLetter(topic, placed, handled, { serde })))
        }
        // In what could not be decoded, the text may be all the same.
        if (!page.complete || page.next || matches?.failures) incomplete.push(topic)
      } catch (error) {
        if (signal.aborted) throw error
        incomplete.push(topic)
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  const newest = items.toSorted((a, b) => b.message.timestamp - a.message.timestamp).slice(0, limit)
  return { items: newest, topics: topics.length, incomplete: incomplete.toSorted() }
}
