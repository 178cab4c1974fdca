import { expect } from 'vitest'
import type { Coverage } from '#lib/contract/messages.ts'
import { SearchQuery } from '#lib/contract/search.ts'
import { readerContext } from '#testkit/http/test-context.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { type SearchInput, searchRecords } from '#server/search/search-records.ts'
import type { Chance } from './random-topic.ts'

interface Pieces {
  query: Record<string, unknown>
  chance: Chance
  /** The most matches of a piece. */
  most?: number
  /** What happens while the piece of this number runs; the first one, 0, fixes the range. */
  meanwhile?: (piece: number) => Promise<void>
}

/** Searches in pieces of random size until nothing is left. */
export async function inPieces(cluster: KafkaCluster, topic: string, { query, chance, most = 30, meanwhile }: Pieces) {
  const found: string[] = []
  const counts = { expired: 0, gaps: 0 }
  let next: string | null = null
  for (let piece = 0; piece < 2_000; piece += 1) {
    const stop =
      chance.next() < 0.5 ? { limit: 1 + chance.below(most) } : { limit: 1000, maxRecords: 1 + chance.below(60) }
    const input: SearchInput = {
      topic,
      ...SearchQuery.parse({ ...query, ...stop, ...(next ? { continue: next } : {}) }),
    }
    let last: Coverage | null = null
    const change = meanwhile?.(piece)
    for await (const event of searchRecords(readerContext(cluster, AbortSignal.timeout(60_000)), input)) {
      if (event.type === 'record') found.push(`${event.found.partition}:${event.found.record.offset}`)
      if (event.type !== 'done') continue
      last = event.coverage
      next = event.continue
    }
    await change
    for (const part of last?.partitions ?? []) {
      const { records, aborted = 0, control = 0, gaps = 0, expired = 0, scannedFrom, scannedTo } = part
      // Every offset that was looked at was something, also where a piece ends half-way.
      const looked = Number(BigInt(scannedTo) - BigInt(scannedFrom))
      expect({ part, looked: records + aborted + control + gaps }).toEqual({ part, looked })
      counts.expired += expired
      counts.gaps += gaps
    }
    if (last && next === null) return { found, ...counts, last, pieces: piece + 1 }
  }
  throw new Error('the search does not come to its end')
}
