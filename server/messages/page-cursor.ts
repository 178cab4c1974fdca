import { CursorReader, CursorWriter, hashOf } from '#lib/cursor/cursor.ts'
import type { MessagesQuery } from '#lib/contract/messages.ts'
import { AppError, invalid } from '#lib/errors.ts'
import type { TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'

/** What is left to read of a partition; `to` is exclusive. */
export interface Remaining {
  partition: number
  /** Null where it is the start of the log, whatever that is by then. */
  from: bigint | null
  to: bigint
}

/** What a cursor must have been made for: which records in which order. Formats and the limit may change from page to page. */
type Asked = Pick<MessagesQuery, 'partition' | 'from' | 'offset' | 'group' | 'timestamp' | 'to' | 'order' | 'isolation'>

export function writeCursor(topic: TopicMetadata, asked: Asked, remaining: readonly Remaining[]): string {
  const writer = new CursorWriter('messages')
    .text(topic.topicId ?? '')
    .uint(filterHash(asked))
    .uint(remaining.length)
  let previous = -1
  for (const { partition, from, to } of remaining) {
    writer.uint(partition - previous - 1).uint(to)
    if (from === null) writer.uint(0)
    else writer.uint(to - from + 1n)
    previous = partition
  }
  return writer.toString()
}

/**
 * What a cursor says is left to read.
 * @throws AppError CONFLICT where the topic was made anew since, INVALID_INPUT where other records are asked for than those of the cursor
 */
export function readCursor(topic: TopicMetadata, asked: Asked, cursor: string): Remaining[] {
  const reader = new CursorReader('messages', cursor, 'cursor')
  if (reader.text() !== (topic.topicId ?? '')) {
    throw new AppError(
      'CONFLICT',
      `The topic ${topic.name} was deleted and made anew since the last page: start again without the cursor.`,
    )
  }
  if (reader.uint() !== filterHash(asked)) {
    throw invalid(
      'cursor',
      'it belongs to a page with other parameters: repeat those, or start again without the cursor',
    )
  }
  const remaining: Remaining[] = []
  let partition = -1
  for (let count = reader.uint(); count > 0; count -= 1) {
    partition += reader.uint() + 1
    const to = reader.bigUint()
    const size = reader.bigUint()
    remaining.push({ partition, to, from: size === 0n ? null : to - (size - 1n) })
  }
  reader.end()
  return remaining
}

function filterHash({ partition, from, offset, group, timestamp, to, order, isolation }: Asked): number {
  const partitions = partition?.toSorted((a, b) => a - b).join(',')
  return hashOf(partitions, from, offset, group, timestamp, to, order, isolation)
}
