import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { OffsetAnswers } from '#server/kafka/fetch/read-offsets.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'

/** What came to a topic, by when it came: Connect and Streams give dead letters the time of the record that failed. */
export interface Arrivals {
  /** Records since `since`; null where a partition did not answer. */
  came: number | null
  /** It was not watched since then: what came before it was, with an older time, is not among them. */
  isMinimum: boolean
  /** When the last record came; by its own time where that was before the topic was watched. */
  lastAt: number | null
}

interface Asked {
  now: number
  /** From when on arrivals count; `atSince` has the first offsets of records that bear this time or a later one. */
  since: number
  atSince: OffsetAnswers
  earliest: OffsetAnswers
  latest: OffsetAnswers
  /** The largest timestamp in the topic. */
  newest: number | null
}

/** How far the clocks of producers may differ from ours. */
const CLOCK_SLACK_MS = 2_000

/** From the sampled end offsets, as long as they go back, and the records' own times before that. */
export function arrivalsOf(cluster: KafkaCluster, topic: string, asked: Asked): Arrivals {
  const { ends } = lagSampler(cluster)
  const { now, since, atSince, earliest, latest, newest } = asked
  let came: number | null = 0
  let isMinimum = false
  let last: { from: number; to: number; estimate: number } | null = null
  for (const [partition, answer] of latest.get(topic) ?? []) {
    const byTime = atSince.get(topic)?.get(partition)
    if (!answer.ok || !byTime?.ok) {
      came = null
      continue
    }
    const end = answer.at.offset
    const watched = ends.endAt(topic, partition, since)
    const isWhole = watched !== null && watched.at <= since
    isMinimum ||= !isWhole
    const unwatched = isWhole || byTime.at.offset < 0n ? 0n : (watched?.value ?? end) - byTime.at.offset
    const sampled = watched ? end - watched.value : 0n
    if (came !== null) came += Number(positive(unwatched) + positive(sampled))
    const start = earliest.get(topic)?.get(partition)
    if (start?.ok && start.at.offset >= end) continue
    const { from, to, estimate } = ends.arrivalOf(topic, partition, { offset: end - 1n, end, now })
    if (from !== null && estimate !== null && (!last || estimate > last.estimate)) last = { from, to, estimate }
  }
  return { came, isMinimum, lastAt: last ? exactly(last, newest) : newest }
}

/** The record's own time where it fits what was sampled, else what the samples say. */
function exactly({ from, to, estimate }: { from: number; to: number; estimate: number }, own: number | null): number {
  return own !== null && own >= from - CLOCK_SLACK_MS && own <= to + CLOCK_SLACK_MS ? own : Math.round(estimate)
}

function positive(offsets: bigint): bigint {
  return offsets > 0n ? offsets : 0n
}
