import { sentence } from '#lib/format/sentence.ts'
import { z } from 'zod'
import type { Connector } from '#lib/contract/connect.ts'
import { isAppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { log } from '#server/log.ts'
import { HttpJson } from '#server/serde/registry/http-json.ts'
import { registrySettings } from '#server/serde/registry/settings.ts'
import { cachedPerCluster } from '#server/cached-per-cluster.ts'
import { maskSecrets } from '#server/mask-secrets.ts'

export interface ReadConnectors {
  connectors: Connector[]
  /** Which Kafka Connect did not answer, in words. */
  problems: string[]
}

const TIMEOUT_MS = 5_000
const MAX_AGE_MS = 10_000
const MAX_CONNECTORS = 5_000
/** A stack trace says what is wrong in its first lines. */
const ERROR_LENGTH = 2_000

const DEAD_LETTER_TOPIC = 'errors.deadletterqueue.topic.name'
const DEAD_LETTER_HEADERS = 'errors.deadletterqueue.context.headers.enable'

const Status = z.object({ state: z.string(), worker_id: z.string().nullish(), trace: z.string().nullish() })

/** `GET /connectors?expand=status&expand=info`: of the configurations, which hold credentials, nothing but what is named here is kept. */
const Told = z.object({
  status: z.object({
    connector: Status,
    tasks: z.array(Status.extend({ id: z.number() })).default([]),
    type: z.string().nullish(),
  }),
  info: z.object({
    config: z.object({
      'connector.class': z.string().nullish(),
      topics: z.string().nullish(),
      'topics.regex': z.string().nullish(),
      'consumer.override.group.id': z.string().nullish(),
      [DEAD_LETTER_TOPIC]: z.string().nullish(),
      [DEAD_LETTER_HEADERS]: z.string().nullish(),
    }),
  }),
})
/** One that is deleted while Kafka Connect answers is told only in part, and left out. */
const Answer = z.record(z.string(), Told.nullable().catch(null))

type Worker = KafkaCluster['config']['connect'][number]

/** All connectors of a cluster's Kafka Connects, at most 10 s old, or older while one is slow. One that does not answer is named. */
export const readConnectors = cachedPerCluster(
  'connect.connectors',
  MAX_AGE_MS,
  async ({ config }): Promise<ReadConnectors> => {
    const answers = await Promise.all(config.connect.map(readWorker))
    return {
      connectors: answers.flatMap(({ connectors }) => connectors).slice(0, MAX_CONNECTORS),
      problems: answers.flatMap(({ problems }) => problems),
    }
  },
)

async function readWorker(worker: Worker): Promise<ReadConnectors> {
  const settings = registrySettings(worker)
  const http = settings && new HttpJson(settings)
  try {
    const answer = await http?.call('/connectors?expand=status&expand=info', { timeoutMs: TIMEOUT_MS })
    if (!answer || answer.status !== 200) return failed(worker, `it answered with HTTP ${answer?.status}`)
    const parsed = Answer.safeParse(answer.json)
    const listed = Object.entries(parsed.data ?? {})
    const connectors = listed.flatMap(([name, told]) => (told ? [connectorOf(worker.name, name, told)] : []))
    if (!parsed.success || (listed.length > 0 && connectors.length === 0))
      return failed(worker, 'its answer is not that of Kafka Connect')
    return { connectors, problems: [] }
  } catch (error) {
    if (isAppError(error)) return failed(worker, error.message)
    log.warn({ err: error, worker: worker.name }, 'Kafka Connect could not be asked')
    return failed(worker, 'it could not be asked')
  } finally {
    http?.close()
  }
}

function connectorOf(connect: string, name: string, { status, info }: z.infer<typeof Told>): Connector {
  const { config } = info
  const tasks = status.tasks.map(({ id, state, worker_id, trace }) => ({
    id,
    state,
    workerId: worker_id ?? null,
    error: shortened(trace),
  }))
  const broken = tasks.filter(({ state }) => state === 'FAILED')
  const type = status.type === 'source' || status.type === 'sink' ? status.type : 'unknown'
  return {
    name,
    connect,
    type,
    // Kafka Connect calls a connector RUNNING whose tasks have all failed.
    state: broken.length > 0 ? 'FAILED' : status.connector.state,
    error: shortened(status.connector.trace) ?? broken[0]?.error ?? null,
    tasks,
    tasksFailed: broken.length,
    connectorClass: config['connector.class'] ?? null,
    topics: type === 'sink' ? (config.topics ?? '').split(',').flatMap((topic) => topic.trim() || []) : [],
    topicsRegex: config['topics.regex'] ?? null,
    group: type === 'sink' ? (config['consumer.override.group.id'] ?? `connect-${name}`) : null,
    deadLetters:
      type === 'sink' && config[DEAD_LETTER_TOPIC]
        ? { topic: config[DEAD_LETTER_TOPIC], withHeaders: config[DEAD_LETTER_HEADERS] === 'true' }
        : null,
  }
}

function shortened(trace: string | null | undefined): string | null {
  return trace ? maskSecrets(trace.slice(0, ERROR_LENGTH)) : null
}

function failed({ name }: Worker, reason: string): ReadConnectors {
  return { connectors: [], problems: [sentence(`The connectors of Kafka Connect ${name} are not known: ${reason}`)] }
}
