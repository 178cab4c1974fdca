import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Offset } from '#lib/contract/common.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { SpanSet } from '#server/store/span-set.ts'
import { stateStore } from '#server/store/state-store.ts'

/** What somebody said of some dead letters of a topic: that they need no work, or that they do after all. */
const LetterMark = z.object({
  v: z.literal(1),
  ignored: z.boolean(),
  spans: z.array(z.tuple([z.number(), Offset, Offset])),
  by: z.string(),
  at: z.number(),
  reason: z.string(),
})
type LetterMark = z.infer<typeof LetterMark>

export interface SourceTopic {
  topic: string
  topicId: string | null
}

/** After so many marks of one topic they are written anew as one. */
const MAX_MARKS = 200

const prefixOf = ({ topic, topicId }: SourceTopic) => `letters/${topic}/${topicId ?? ''}/`

export interface Ignored {
  isIgnored: (partition: number, offset: bigint) => boolean
  /** The first offset from this one on that is not ignored. */
  pastIgnored: (partition: number, offset: bigint) => bigint
}

/** Which dead letters of a topic are marked as ignored. */
export async function ignoredLetters(cluster: KafkaCluster, source: SourceTopic): Promise<Ignored> {
  const store = stateStore(cluster)
  await store.refresh()
  const spans = fold(marksOf(cluster, source).map(([, mark]) => mark))
  return {
    isIgnored: (partition, offset) => spans.get(partition)?.has(offset) ?? false,
    pastIgnored: (partition, offset) => spans.get(partition)?.past(offset) ?? offset,
  }
}

/** Marks dead letters, or takes such a mark away; each mark is a record of its own, so that consoles cannot overwrite each other's. @returns whether it outlasts this process */
export async function markLetters(
  cluster: KafkaCluster,
  source: SourceTopic,
  mark: Omit<LetterMark, 'v' | 'at'>,
): Promise<boolean> {
  const store = stateStore(cluster)
  const durable = await store.put(
    `${prefixOf(source)}${randomUUID()}`,
    JSON.stringify({ v: 1, at: Date.now(), ...mark }),
  )
  const marks = marksOf(cluster, source)
  if (marks.length <= MAX_MARKS) return durable
  const spans: LetterMark['spans'] = [...fold(marks.map(([, one]) => one))].flatMap(([partition, set]) =>
    [...set].map(([from, to]): LetterMark['spans'][number] => [partition, String(from), String(to)]),
  )
  const at = marks.at(-1)?.[1].at ?? Date.now()
  const joined: LetterMark = { v: 1, ignored: true, spans, by: mark.by, at, reason: 'joined' }
  await store.put(`${prefixOf(source)}${randomUUID()}`, JSON.stringify(joined))
  for (const [key] of marks) await store.put(key, null)
  return durable
}

function marksOf(cluster: KafkaCluster, source: SourceTopic): [string, LetterMark][] {
  return stateStore(cluster)
    .entries(prefixOf(source))
    .flatMap(([key, value]): [string, LetterMark][] => {
      const mark = parse(value)
      return mark ? [[key, mark]] : []
    })
    .toSorted(([, a], [, b]) => a.at - b.at)
}

function parse(value: string): LetterMark | undefined {
  try {
    return LetterMark.safeParse(JSON.parse(value)).data
  } catch {
    return undefined
  }
}

function fold(marks: readonly LetterMark[]): Map<number, SpanSet> {
  const sets = new Map<number, SpanSet>()
  for (const { ignored, spans } of marks) {
    for (const [partition, from, to] of spans) {
      const set = sets.get(partition) ?? new SpanSet()
      sets.set(partition, set)
      if (ignored) set.add(BigInt(from), BigInt(to))
      else set.remove(BigInt(from), BigInt(to))
    }
  }
  return sets
}
