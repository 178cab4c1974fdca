import { z } from 'zod'
import { isAppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { log } from '#server/observability/log.ts'
import { HttpJson } from '#server/serde/registry/http-json.ts'
import { registrySettings } from '#server/serde/registry/settings.ts'
import { singleton } from '#server/singleton.ts'
import { soonOr } from '#server/soon-or.ts'

/** A sink connector that writes what it fails on to a dead-letter topic. */
export interface DeadLetterSink {
  /** What the configuration calls its Kafka Connect. */
  worker: string
  connector: string
  deadLetterTopic: string
  /** Those it reads; empty where a pattern says which. */
  topics: string[]
  group: string
  /** Whether it writes where a record came from and why it failed. */
  writesHeaders: boolean
}

export interface DeadLetterSinks {
  sinks: DeadLetterSink[]
  /** Which Kafka Connect did not answer, in words. */
  problems: string[]
}

const TIMEOUT_MS = 5_000
/** Nobody waits longer for a worker than so; its answer counts the next time. */
const WAIT_MS = 1_000
const MAX_AGE_MS = 30_000
const MAX_SINKS = 2_000

/** `GET /connectors?expand=info`: of the configurations, which hold credentials, nothing but what is named here is kept. */
const Connectors = z.record(
  z.string(),
  z.object({
    info: z.object({
      type: z.string().nullish(),
      config: z.object({
        topics: z.string().nullish(),
        'errors.deadletterqueue.topic.name': z.string().nullish(),
        'errors.deadletterqueue.context.headers.enable': z.string().nullish(),
        'consumer.override.group.id': z.string().nullish(),
      }),
    }),
  }),
)

interface Known {
  at: number
  found: DeadLetterSinks
  reading: Promise<DeadLetterSinks> | null
}

/** The sinks with a dead-letter topic, as the Kafka Connect workers of this cluster tell; some 30 s old. Never waits long, never fails. */
export async function deadLetterSinks(cluster: KafkaCluster): Promise<DeadLetterSinks> {
  const workers = cluster.config.connect
  if (workers.length === 0) return { sinks: [], problems: [] }
  const all = singleton('connect.dead-letter-sinks', () => new WeakMap<KafkaCluster, Known>())
  const known = all.get(cluster) ?? { at: -Infinity, found: { sinks: [], problems: [] }, reading: null }
  all.set(cluster, known)
  if (!known.reading && performance.now() - known.at > MAX_AGE_MS) {
    known.reading = readAll(workers).then((found) => {
      Object.assign(known, { found, at: performance.now(), reading: null })
      return found
    })
  }
  return known.reading ? soonOr(known.reading, known.found, WAIT_MS) : known.found
}

type Worker = KafkaCluster['config']['connect'][number]

async function readAll(workers: readonly Worker[]): Promise<DeadLetterSinks> {
  const answers = await Promise.all(workers.map(readWorker))
  return {
    sinks: answers.flatMap(({ sinks }) => sinks).slice(0, MAX_SINKS),
    problems: answers.flatMap(({ problems }) => problems),
  }
}

async function readWorker(worker: Worker): Promise<DeadLetterSinks> {
  const settings = registrySettings(worker)
  const http = settings && new HttpJson(settings)
  try {
    const answer = await http?.call('/connectors?expand=info', { timeoutMs: TIMEOUT_MS })
    if (!answer || answer.status !== 200) return failed(worker, `it answered with HTTP ${answer?.status}`)
    const connectors = Connectors.safeParse(answer.json)
    if (!connectors.success) return failed(worker, 'its answer is not that of Kafka Connect')
    return { sinks: sinksOf(worker.name, connectors.data), problems: [] }
  } catch (error) {
    if (isAppError(error)) return failed(worker, error.message)
    log.warn({ err: error, worker: worker.name }, 'Kafka Connect could not be asked')
    return failed(worker, 'it could not be asked')
  } finally {
    http?.close()
  }
}

function sinksOf(worker: string, connectors: z.infer<typeof Connectors>): DeadLetterSink[] {
  return Object.entries(connectors).flatMap(([connector, { info }]): DeadLetterSink[] => {
    const { config } = info
    const deadLetterTopic = config['errors.deadletterqueue.topic.name'] ?? ''
    if (deadLetterTopic === '' || info.type === 'source') return []
    return [
      {
        worker,
        connector,
        deadLetterTopic,
        topics: (config.topics ?? '').split(',').flatMap((topic) => topic.trim() || []),
        group: config['consumer.override.group.id'] ?? `connect-${connector}`,
        writesHeaders: config['errors.deadletterqueue.context.headers.enable'] === 'true',
      },
    ]
  })
}

function failed({ name }: Worker, reason: string): DeadLetterSinks {
  return {
    sinks: [],
    problems: [`Kafka Connect ${name} does not tell which dead-letter topics its sinks write to: ${reason}.`],
  }
}
