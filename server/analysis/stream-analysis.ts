import type { Analysis, AnalysisQuery } from '#lib/contract/analysis.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { eventFrame } from '#server/http/sse.ts'
import type { Frames } from '#server/http/stream-route.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { FairPlaces } from '#server/limits/fair-places.ts'
import type { Owner } from '#server/limits/owner.ts'
import { toWire } from '#server/search/worker/wire-cluster.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import { singleton } from '#server/singleton.ts'
import { FormatTally } from './format-tally.ts'
import { idOf } from './id-of.ts'
import { planSlice, type SlicePlan } from './plan-slice.ts'
import { AnalysisThread } from './worker/analysis-thread.ts'
import type { AnalysisJob } from './worker/protocol.ts'

/** Of one cluster at a time; each is a thread with up to some 80 MB. Who waited would wait for minutes. */
const RUNNING = { perUser: 2, all: 3 }
const WAITING = { perUser: 0, all: 0 }

/**
 * Counts what is in a slice of a topic, in a thread of its own, so that it delays no page and no tail; the figures so far go out several
 * times a second. Joins no group.
 */
export async function streamAnalysis(
  { cluster, owner: asking }: Pick<ClusterCtx, 'cluster' | 'owner'>,
  input: AnalysisQuery & { topic: string },
): Promise<Frames> {
  const topic = await cluster.topic(input.topic, { maxAgeMs: 5_000 })
  // What is wrong with it is said before the stream begins.
  if (input.id !== undefined) idOf(input.id)
  const plan = await planSlice(cluster, topic, input)
  const job: AnalysisJob = { cluster: toWire(cluster.config), topic: topic.name, input, plan: toWirePlan(plan) }
  const owner = asking.child()
  const place = owner.own('slot', placesOf(cluster).take(owner))
  await place.ready
  return frames(job, owner, new FormatTally(serdeOf(cluster), topic.name))
}

async function* frames(job: AnalysisJob, owner: Owner, formats: FormatTally): AsyncGenerator<Uint8Array> {
  const thread = owner.own('thread', new AnalysisThread(job))
  try {
    for (;;) {
      const { counted, samples, last } = await thread.next()
      await formats.add(samples)
      const data: Analysis = { ...counted, formats: formats.figures() }
      yield eventFrame({ event: last ? 'done' : 'progress', data: JSON.stringify(data) })
      if (last) return
    }
  } finally {
    // Earlier than the request ends, which would end the thread, too.
    await owner.close()
  }
}

function toWirePlan({ partitions, ...plan }: SlicePlan): AnalysisJob['plan'] {
  return {
    ...plan,
    partitions: partitions.map((slice) => {
      const { problem } = slice
      return { ...slice, problem: problem && { code: problem.code, message: problem.message } }
    }),
  }
}

function placesOf(cluster: KafkaCluster): FairPlaces {
  const all = singleton('analysis.places', () => new WeakMap<KafkaCluster, FairPlaces>())
  const known = all.get(cluster)
  if (known) return known
  const what = `analyses of ${cluster.config.name}`
  const places = new FairPlaces({ running: RUNNING, waiting: WAITING, what })
  all.set(cluster, places)
  return places
}
