/** A thread that counts one slice of a topic, with connections of its own, and ends. It is started from this file as it is, by path. */
import { parentPort, workerData } from 'node:worker_threads'
import { AppError, isAppError } from '#lib/errors.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { fromWire } from '#server/search/worker/wire-cluster.ts'
import { countSlice } from '../count-slice.ts'
import type { AnalysisJob, FromAnalysis } from './protocol.ts'

const { cluster, topic, input, plan } = workerData as AnalysisJob
const tell = (message: FromAnalysis) => parentPort?.postMessage(message)
const connected = new KafkaCluster(fromWire(cluster))

const partitions = plan.partitions.map((slice) => {
  const { problem } = slice
  return { ...slice, problem: problem && new AppError(problem.code, problem.message) }
})

countSlice(
  { cluster: connected, topic, isolation: input.isolation },
  { plan: { ...plan, partitions }, input },
  (counted, samples, last) => tell({ type: 'counted', last, counted, samples }),
)
  .catch((error: unknown) => {
    if (isAppError(error)) tell({ type: 'failed', code: error.code, message: error.message })
    else tell({ type: 'failed', code: 'INTERNAL', message: 'The analysis failed.' })
  })
  .finally(() => connected.close())
