import type { SearchQuery } from '#lib/contract/search.ts'
import { CursorReader, CursorWriter, hashOf, MAX_CURSOR_CHARS } from '#lib/cursor/cursor.ts'
import { AppError, invalid } from '#lib/errors.ts'
import type { TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'

/** What is left of a partition, and where its order stood. */
export interface TokenPart {
  partition: number
  from: bigint
  to: bigint
  bound: number | null
}

/** Where a search goes on, without any state in a console; null where it would be too long to travel. */
export function writeToken(topic: TopicMetadata, input: SearchQuery, parts: readonly TokenPart[]): string | null {
  const writer = new CursorWriter('search')
    .text(topic.topicId ?? '')
    .uint(askedHash(input))
    .uint(parts.length)
  let previous = -1
  for (const { partition, from, to, bound } of parts) {
    writer
      .uint(partition - previous - 1)
      .uint(to)
      .uint(to - from)
    // Times start at -1, which stands for none.
    writer.uint(bound === null ? 0 : Math.max(-1, bound) + 2)
    previous = partition
  }
  const token = writer.toString()
  return token.length <= MAX_CURSOR_CHARS ? token : null
}

/** @throws AppError CONFLICT where the topic was made anew since, INVALID_INPUT where other records are searched than those of the token */
export function readToken(topic: TopicMetadata, input: SearchQuery, token: string): TokenPart[] {
  const reader = new CursorReader('search', token, 'continue')
  if (reader.text() !== (topic.topicId ?? '')) {
    throw new AppError(
      'CONFLICT',
      `The topic ${topic.name} was deleted and made anew since this search began: start it again.`,
    )
  }
  if (reader.uint() !== askedHash(input))
    throw invalid('continue', 'it belongs to a search with other parameters: repeat those, or start again without it')
  const parts: TokenPart[] = []
  let partition = -1
  for (let count = reader.uint(); count > 0; count -= 1) {
    partition += reader.uint() + 1
    const to = reader.bigUint()
    const size = reader.bigUint()
    const bound = reader.uint()
    if (size > to) throw invalid('continue', 'this is no position that this console gave out: start again without it')
    parts.push({ partition, from: to - size, to, bound: bound === 0 ? null : bound - 2 })
  }
  reader.end()
  return parts
}

/** Which records are searched, and in which order. Limits and formats may change from one part of a search to the next. */
function askedHash(input: SearchQuery): number {
  const { from, offset, group, timestamp, to, order, isolation, text, caseSensitive, key, keyFormat, header, filter } =
    input
  const partitions = input.partition?.toSorted((a, b) => a - b).join(',')
  const range = [partitions, from, offset, group, timestamp, to, order, isolation]
  return hashOf(...range, text, text === undefined || caseSensitive, key, key && keyFormat, header, filter)
}
