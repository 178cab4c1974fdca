import type { Analysis, AnalysisQuery } from '#lib/contract/analysis.ts'
import { AppError } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { eventFrame } from '#server/http/sse.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { toWire } from '#server/search/worker/wire-cluster.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import { singleton } from '#server/singleton.ts'
import { FormatTally } from './format-tally.ts'
import { idOf } from './id-of.ts'
import { planSlice, type SlicePlan } from './plan-slice.ts'
import { analyseInThread } from './worker/analysis-thread.ts'
import type { AnalysisJob } from './worker/protocol.ts'

/** Of one cluster at a time; each is a thread with up to some 80 MB. */
const MAX_RUNNING = 3

/**
 * Counts what is in a slice of a topic, in a thread of its own, so that nobody's page or tail waits for it; the figures so far go out several
 * times a second. Joins no group.
 */
export async function streamAnalysis(
  { cluster, signal }: Pick<ClusterCtx, 'cluster' | 'signal'>,
  input: AnalysisQuery & { topic: string },
): Promise<AsyncIterable<Uint8Array>> {
  const topic = await cluster.topic(input.topic, { maxAgeMs: 5_000 })
  // What is wrong with it is said before the stream begins.
  if (input.id !== undefined) idOf(input.id)
  const plan = await planSlice(cluster, topic, input)
  const job: AnalysisJob = { cluster: toWire(cluster.config), topic: topic.name, input, plan: toWirePlan(plan) }
  const formats = new FormatTally(serdeOf(cluster), topic.name)
  const release = admit(cluster)
  // A client may leave before the first frame is asked for.
  signal.addEventListener('abort', release, { once: true })

  async function* frames(): AsyncGenerator<Uint8Array> {
    try {
      for await (const { counted, samples, last } of analyseInThread(job, signal)) {
        await formats.add(samples)
        const data: Analysis = { ...counted, formats: formats.figures() }
        yield eventFrame({ event: last ? 'done' : 'progress', data: JSON.stringify(data) })
      }
    } finally {
      release()
    }
  }
  return frames()
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

/** @returns how to give the place back */
function admit(cluster: KafkaCluster): () => void {
  const running = singleton('analysis.running', () => new WeakMap<KafkaCluster, number>())
  const count = running.get(cluster) ?? 0
  if (count >= MAX_RUNNING) {
    throw new AppError(
      'LIMIT_EXCEEDED',
      `${MAX_RUNNING} analyses run on ${cluster.config.name} already: wait for one to end.`,
    )
  }
  running.set(cluster, count + 1)
  let held = true
  return () => {
    if (held) running.set(cluster, (running.get(cluster) ?? 1) - 1)
    held = false
  }
}
