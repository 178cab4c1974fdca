/**
 * A thread that scans for one search at a time, with connections of its own. It is started from this file as it is, by path: Node strips the
 * types, bundled or not.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { isAppError } from '#lib/errors.ts'
import { compileFilter, type RecordFilter } from '#server/filter/compile-filter.ts'
import { FrameMemory } from '#server/kafka/connection/frame-memory.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { serdeDecoder } from '#server/filter/serde-decoder.ts'
import type { RangeChunk } from '#server/kafka/fetch/range-chunk.ts'
import { Serde, type SerdeRecord } from '#server/serde/serde.ts'
import type { SerdeSettings } from '#server/serde/serde-settings.ts'
import { ScanEngine } from '../scan/scan-engine.ts'
import { packFound } from './pack-records.ts'
import { Matcher } from './matcher.ts'
import { type Answer, Pulse, type ToWorker, type WorkerJob } from './protocol.ts'
import { watched } from './watched.ts'
import { fromWire } from './wire-cluster.ts'

interface Open {
  engine: ScanEngine
  filter: RecordFilter | null
  cancel: AbortController
}

const pulse = new Pulse(workerData as SharedArrayBuffer)
const frameMemory = new FrameMemory()
const clusters = new Map<string, KafkaCluster>()
const serdes = new Map<string, Serde>()
let open: Open | null = null
let matcher: Matcher | null = null

parentPort?.on('message', (message: ToWorker) => {
  answer(message).then(
    (reply) => parentPort?.postMessage({ id: message.id, ...reply.message }, reply.transfer),
    (error: unknown) => parentPort?.postMessage({ id: message.id, ...failureOf(error) }),
  )
})

async function answer(message: ToWorker): Promise<{ message: Answer; transfer: ArrayBuffer[] }> {
  switch (message.type) {
    case 'open':
      open = start(message.job)
      return { message: { type: 'opened' }, transfer: [] }
    case 'advance': {
      if (!open) throw new Error('no scan is open')
      const { engine, filter, cancel } = open
      const reports = await engine.advance(message.partitions, message.budget, cancel.signal)
      const { found, bytes } = packFound(reports.map((report) => report.found))
      const packed = {
        reports: reports.map((report) => ({ ...report, found: [] })),
        found,
        bytes,
        failures: filter?.failures.report() ?? null,
      }
      return { message: { type: 'advanced', packed }, transfer: [bytes] }
    }
    case 'match': {
      if (message.job)
        matcher = new Matcher(message.job, { serde: serdeFor(message.job.clusterId, message.job.serde), pulse })
      if (!matcher) throw new Error('no filter is known')
      return { message: { type: 'matched', ...(await matcher.matches(message.asked)) }, transfer: [] }
    }
    case 'close':
      open?.cancel.abort()
      open?.engine.close()
      open = null
      return { message: { type: 'closed' }, transfer: [] }
  }
}

function start({ cluster, serde: settings, topic, isolation, direction, parts, time, filter: input }: WorkerJob): Open {
  const { id } = cluster.config
  const serde = serdeFor(id, settings)
  const { keyFormat, valueFormat } = input
  const compiled = compileFilter(input, serdeDecoder(serde, { topic, keyFormat, valueFormat }))
  const filter = compiled && input.filter ? watched(compiled, pulse) : compiled
  const connected = clusters.get(id) ?? new KafkaCluster({ ...fromWire(cluster), frameMemory })
  clusters.set(id, connected)
  const engine = new ScanEngine(
    { cluster: connected, topic, isolation },
    {
      direction,
      parts,
      wanted: { topic, filter, time },
      prepare: filter && serde.registry ? (chunk) => serde.prepare(recordsOf(topic, chunk)) : null,
      handBack: (memory) => frameMemory.handBack(memory),
    },
  )
  return { engine, filter, cancel: new AbortController() }
}

function* recordsOf(topic: string, { batches }: RangeChunk): Generator<SerdeRecord> {
  for (const batch of batches) {
    try {
      for (const record of batch.records()) yield { topic, ...record }
    } catch {
      // The scan says what is wrong with it.
    }
  }
}

function serdeFor(clusterId: string, settings: SerdeSettings): Serde {
  const serde = serdes.get(clusterId) ?? new Serde(settings)
  serdes.set(clusterId, serde)
  return serde
}

function failureOf(error: unknown): Answer {
  if (!isAppError(error))
    return { type: 'failed', code: 'INTERNAL', message: error instanceof Error ? error.message : '' }
  const { code, message, issues } = error
  return { type: 'failed', code, message, ...(issues ? { issues } : {}) }
}
