import type { Isolation } from '#lib/contract/messages.ts'
import { CursorReader, CursorWriter, MAX_CURSOR_CHARS } from '#lib/cursor/cursor.ts'
import { invalid } from '#lib/errors.ts'

/** Where a viewer stands in one topic. */
export interface TopicPosition {
  topic: string
  /** Null on brokers before 2.8. */
  topicId: string | null
  /** The next offset to be shown, by partition; a partition that was never reached is not in it. */
  next: Map<number, bigint>
}

export interface TailCursor {
  filterHash: number
  isolation: Isolation
  topics: TopicPosition[]
}

/** The `id:` of an event: everything before these positions was shown, dropped or told as a gap. */
export function writeTailCursor({ filterHash, isolation, topics }: TailCursor): string {
  const writer = new CursorWriter('tail').uint(filterHash).uint(isolation === 'committed' ? 1 : 0)
  writer.uint(topics.length)
  for (const { topic, topicId, next } of topics) {
    writer
      .text(topic)
      .text(topicId ?? '')
      .uint(next.size)
    let previous = -1
    for (const [partition, offset] of next) {
      // Partitions come in ascending order nearly always; the distance from the last one takes a byte.
      writer.uint(zigzag(partition - previous)).uint(offset)
      previous = partition
    }
  }
  return writer.toString()
}

/** @throws AppError INVALID_INPUT naming `field` */
export function readTailCursor(text: string, field: string): TailCursor {
  const reader = new CursorReader('tail', text, field)
  const filterHash = reader.uint()
  const isolation = reader.uint() === 1 ? 'committed' : 'uncommitted'
  const topics = Array.from({ length: Math.min(reader.uint(), 1000) }, () => {
    const topic = reader.text()
    const topicId = reader.text() || null
    const next = new Map<number, bigint>()
    let previous = -1
    for (let left = reader.uint(); left > 0; left -= 1) {
      previous += unzigzag(reader.uint())
      next.set(previous, reader.bigUint())
    }
    return { topic, topicId, next }
  })
  reader.end()
  return { filterHash, isolation, topics }
}

/** @throws AppError INVALID_INPUT where a stream over so many partitions could not be resumed */
export function checkCursorFits(cursor: TailCursor): void {
  // Offsets grow while it runs: each may take some bytes more than now.
  const partitions = cursor.topics.reduce((sum, { next }) => sum + next.size, 0)
  if (writeTailCursor(cursor).length + partitions > MAX_CURSOR_CHARS) {
    throw invalid(
      'topics',
      `${partitions} partitions are too many for one live stream: name fewer topics, or choose partitions`,
    )
  }
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value
}

function unzigzag(raw: number): number {
  return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2
}
