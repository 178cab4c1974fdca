import type { OffsetAnswers } from '#server/kafka/fetch/read-offsets.ts'
import type { TopicSample } from '#server/sampling/topic-sampler.ts'

/** Offsets between the start and the end of all partitions; null when one of them is not known. Compaction and control records leave gaps, so it is the most a topic can hold. */
export function recordsOf(sample: TopicSample, topic: string): bigint | null {
  let records = 0n
  for (const [partition, end] of sample.latest.get(topic) ?? []) {
    const start = sample.earliest.get(topic)?.get(partition)
    if (!end.ok || !start?.ok) return null
    records += end.at.offset - start.at.offset
  }
  return records
}

/** The end offset of each partition, as one text: it changes when anything was written. */
export function endsOf(latest: OffsetAnswers, topic: string): string {
  return [...(latest.get(topic) ?? [])]
    .map(([partition, answer]) => `${partition}:${answer.ok ? answer.at.offset : '?'}`)
    .join(' ')
}
