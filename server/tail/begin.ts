import type { TailGap, TailStart } from '#lib/contract/tail.ts'
import { AppError } from '#lib/errors.ts'
import { readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { partitionsAddedGap, recoveredGap, recreatedGap, truncatedGap, unreachableGap } from './gaps.ts'
import type { TailCursor, TopicPosition } from './tail-cursor.ts'
import type { TopicLoop } from './topic-loop.ts'

interface Begin {
  next: Map<number, bigint>
  /** What is to be said before anything else. */
  gaps: TailGap[]
}

interface From {
  /** Null for all. */
  partitions: readonly number[] | null
  resumeFrom: TailCursor | null
  /** The cursor was made with the same filter and partitions. */
  sameFilter: boolean
}

/** Where a viewer begins in a topic: at its cursor, and where that says nothing, at what the loop brings next. @throws AppError NOT_FOUND */
export async function beginAt(loop: TopicLoop, { partitions, resumeFrom, sameFilter }: From): Promise<Begin> {
  const unreachable = loop.unreachable()
  const isWanted = (partition: number) => partitions === null || partitions.includes(partition)
  for (const partition of partitions ?? []) {
    if (loop.positions.has(partition) || unreachable.has(partition)) continue
    throw new AppError('NOT_FOUND', `${loop.topic} has no partition ${partition}.`)
  }
  const left = resumeFrom?.topics.find(({ topic }) => topic === loop.topic)
  // A partition that is not located is followed from where this viewer stopped, should it have been there.
  const located = [
    ...loop.positions.keys(),
    ...[...unreachable.keys()].filter((partition) => left?.next.has(partition)),
  ]
  const wanted = [...new Set(located)].filter(isWanted).toSorted((a, b) => a - b)
  const gaps = [...unreachable]
    .filter(([partition]) => isWanted(partition))
    .map(([partition, why]) => unreachableGap(loop.topic, [partition], why))
  const begin = await positionsOf(loop, { left, wanted, sameFilter })
  return { next: begin.next, gaps: [...begin.gaps, ...gaps] }
}

async function positionsOf(
  loop: TopicLoop,
  { left, wanted, sameFilter }: { left: TopicPosition | undefined; wanted: number[]; sameFilter: boolean },
): Promise<Begin> {
  if (!left) return { next: pick(loop.positions, wanted), gaps: [] }
  if (left.topicId !== null && loop.topicId !== null && left.topicId !== loop.topicId) {
    return { next: new Map(wanted.map((partition) => [partition, 0n])), gaps: [recreatedGap(loop.topic)] }
  }
  return resume(loop, { left, wanted, sameFilter })
}

async function resume(
  loop: TopicLoop,
  { left, wanted, sameFilter }: { left: TopicPosition; wanted: number[]; sameFilter: boolean },
): Promise<Begin> {
  const next = new Map<number, bigint>()
  const gaps: TailGap[] = []
  const added: number[] = []
  // Partitions are added at the end; one in between that the cursor has nothing of could not be read so far.
  const highest = Math.max(-1, ...left.next.keys())
  const unread: number[] = []
  for (const partition of wanted) {
    const offset = left.next.get(partition)
    const position = loop.positions.get(partition) ?? 0n
    const isNew = offset === undefined && sameFilter && partition > highest && highest >= 0
    if (isNew) added.push(partition)
    else if (offset === undefined && sameFilter) unread.push(partition)
    next.set(partition, offset ?? (isNew ? 0n : position))
  }
  if (unread.length > 0) gaps.push(recoveredGap(loop.topic, unread, 'end'))
  if (added.length > 0) gaps.push(partitionsAddedGap(loop.topic, added))
  const ahead = [...next].filter(([partition, offset]) => offset > (loop.positions.get(partition) ?? offset))
  if (ahead.length > 0) {
    const asked = new Map([[loop.topic, ahead.map(([partition]) => partition)]])
    const ends = (await readOffsets(loop.cluster, asked, 'latest')).get(loop.topic)
    for (const [partition, offset] of ahead) {
      const end = ends?.get(partition)
      if (!end?.ok || offset <= end.at.offset) continue
      gaps.push(truncatedGap(loop.topic, partition, offset, end.at.offset))
      next.set(partition, loop.positions.get(partition) ?? end.at.offset)
    }
  }
  return { next, gaps }
}

/** Where open transactions keep records back from readers of committed ones. */
export async function heldBackIn({ cluster, topic, isolation, positions }: TopicLoop): Promise<TailStart['heldBack']> {
  if (isolation === 'uncommitted') return []
  const wanted = new Map([[topic, [...positions.keys()]]])
  const [ends, stables] = await Promise.all([
    readOffsets(cluster, wanted, 'latest'),
    readOffsets(cluster, wanted, 'lastStable'),
  ])
  const heldBack: TailStart['heldBack'] = []
  for (const [partition, stable] of stables.get(topic) ?? []) {
    const end = ends.get(topic)?.get(partition)
    if (!stable.ok || !end?.ok || end.at.offset <= stable.at.offset) continue
    heldBack.push({ topic, partition, records: String(end.at.offset - stable.at.offset) })
  }
  return heldBack
}

function pick(positions: ReadonlyMap<number, bigint>, wanted: readonly number[]): Map<number, bigint> {
  return new Map(wanted.map((partition) => [partition, positions.get(partition) ?? 0n]))
}
