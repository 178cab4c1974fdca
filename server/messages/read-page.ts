import type { Coverage } from '#lib/contract/messages.ts'
import type { FetchSource } from '#server/kafka/fetch/fetch-partitions.ts'
import { nextChunks } from '#server/kafka/fetch/next-chunks.ts'
import type { BatchRecord } from '#server/kafka/fetch/range-chunk.ts'
import type { PagePlan } from '#server/records/page-plan.ts'
import { PageSource } from './page-source.ts'

/** Beyond these a page ends with what it has and says so; the next one goes on from there. */
const MAX_MS = 4_000
const MAX_BYTES = 128 << 20
/** What all partitions together hold in memory at a time. */
const CHUNKS_BYTES = 32 << 20
const CHUNK_BYTES = { least: 16 << 10, most: 256 << 10 }

export interface PageRecord extends BatchRecord {
  partition: number
}

export interface PageRead<Item> {
  items: Item[]
  sources: PageSource[]
  stoppedBecause: Coverage['stoppedBecause']
  elapsedMs: number
}

interface PageOptions<Item> {
  limit: number
  signal: AbortSignal
  /** Called while the record's bytes are in memory; what it returns must not refer to them. */
  map: (record: PageRecord) => Item | Promise<Item>
}

/**
 * Reads up to `limit` records of all partitions, merged by time: of the partitions' next records the newest (or oldest) comes first, and no
 * partition's own order is changed. Only as much is fetched as that takes; one request per broker serves all of its partitions.
 */
export async function readPage<Item>(
  source: FetchSource,
  plan: PagePlan,
  { limit, signal, map }: PageOptions<Item>,
): Promise<PageRead<Item>> {
  const started = performance.now()
  const sources = openSources(plan, source, limit)
  const items: Item[] = []
  const elapsed = () => performance.now() - started
  const stop = (stoppedBecause: Coverage['stoppedBecause']) => ({
    items,
    sources,
    stoppedBecause,
    elapsedMs: elapsed(),
  })
  for (;;) {
    const needy = sources.filter((one) => one.needsChunk)
    if (needy.length > 0) {
      if (elapsed() > MAX_MS) return stop('maxSeconds')
      if (sources.reduce((sum, one) => sum + one.bytes, 0) > MAX_BYTES) return stop('maxBytes')
      const chunks = await nextChunks(
        source,
        needy.map((one) => one.scan),
        signal,
      )
      for (const one of needy) {
        const chunk = chunks.get(one.scan)
        if (chunk) one.feed(chunk)
      }
      continue
    }
    const packed = sources.filter((one) => one.needsUnpacking)
    if (packed.length > 0) {
      if (elapsed() > MAX_MS) return stop('maxSeconds')
      await Promise.all(packed.map((one) => one.unpack(limit, signal)))
      continue
    }
    const next = nextOf(sources, plan.direction)
    const record = next?.take()
    if (!next || !record) return stop(ended(sources))
    const item = map({ ...record, partition: next.plan.partition })
    items.push(item instanceof Promise ? await item : item)
    if (items.length === limit) return stop(sources.every((one) => isRead(one)) ? ended(sources) : 'limit')
  }
}

function ended(sources: readonly PageSource[]): 'end' | 'error' {
  return sources.some((one) => one.scan.problem) ? 'error' : 'end'
}

/** Whether nothing is left of a partition's range. */
export function isRead({ remaining }: PageSource): boolean {
  return remaining.from >= remaining.to
}

function openSources(plan: PagePlan, { isolation }: FetchSource, limit: number): PageSource[] {
  const count = Math.max(1, plan.partitions.length)
  // Twice an even share: most pages need no second look at a partition.
  const firstRecords = Math.min(limit, Math.max(4, Math.ceil(limit / count) * 2))
  const chunkBytes = Math.max(CHUNK_BYTES.least, Math.min(CHUNK_BYTES.most, Math.floor(CHUNKS_BYTES / count)))
  const options = { isolation, reached: true, firstRecords, chunkBytes }
  // At the log's end there is little to fetch whatever the limit; from anywhere else on there is more than is needed.
  const firstBytes = plan.direction === 'forward' ? Math.max(CHUNK_BYTES.least, firstRecords * 1024) : chunkBytes
  return plan.partitions.map((partition) => new PageSource(partition, plan, { ...options, firstBytes }))
}

function nextOf(sources: readonly PageSource[], direction: PagePlan['direction']): PageSource | null {
  let best: PageSource | null = null
  let bestTimestamp = 0
  for (const source of sources) {
    if (!source.head) continue
    const { timestamp } = source.head.record
    if (best && (direction === 'forward' ? timestamp >= bestTimestamp : timestamp <= bestTimestamp)) continue
    best = source
    bestTimestamp = timestamp
  }
  return best
}
