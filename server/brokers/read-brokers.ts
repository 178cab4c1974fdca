import type { BrokerSummary } from '#lib/contract/brokers.ts'
import { AppError, isAppError } from '#lib/errors.ts'
import { type LogDir, readLogDirs } from '#server/kafka/admin/read-log-dirs.ts'
import { type ClusterMetadata, missingNodes, type Node } from '#server/kafka/connection/cluster-metadata.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'
import { cachedPerCluster } from '#server/cached-per-cluster.ts'

/** One broker with what it said of its disks, or why it said nothing. */
export interface BrokerState {
  summary: BrokerSummary
  logDirs: LogDir[] | null
}

/** A broker that does not answer must not hold up the others. */
const LOG_DIRS_TIMEOUT_MS = 3_000

type LogDirAnswer = { ok: true; dirs: LogDir[] } | { ok: false; error: AppError }

/** Disks fill slowly and each broker has to be asked: 10 s old is good enough. */
const logDirsOf = cachedPerCluster('broker-log-dirs', 10_000, async (cluster) => {
  const { nodes } = await cluster.metadata()
  const answers = await Promise.all(
    [...nodes.keys()].map(async (id): Promise<[number, LogDirAnswer]> => [id, await askLogDirs(cluster, id)]),
  )
  return new Map(answers)
})

async function askLogDirs(cluster: KafkaCluster, id: number): Promise<LogDirAnswer> {
  try {
    return { ok: true, dirs: await within(LOG_DIRS_TIMEOUT_MS, readLogDirs(cluster, id), id) }
  } catch (error) {
    const known = isAppError(error) ? error : new AppError('INTERNAL', `Broker ${id} could not be asked.`)
    return { ok: false, error: known }
  }
}

async function within<Value>(ms: number, work: Promise<Value>, id: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new AppError('BROKER_TIMEOUT', `Broker ${id} did not answer within ${ms / 1000} s.`))
    }, ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** All brokers, also those that are only known because replicas are assigned to them. While the cluster is down, as they were last. @throws AppError */
export async function readBrokers(cluster: KafkaCluster): Promise<{ brokers: BrokerState[]; asOf: number }> {
  const metadata = await cluster.metadata().catch((error: unknown) => {
    if (cluster.lastMetadata) return cluster.lastMetadata
    throw error
  })
  const down = cluster.health.status === 'down'
  const answers = down ? null : await logDirsOf(cluster).catch(() => null)
  const known = rememberNodes(cluster, metadata)
  const missing = new Set(missingNodes(metadata))
  const brokers = [...new Set([...metadata.nodes.keys(), ...missing])]
    .toSorted((a, b) => a - b)
    .map((id): BrokerState => {
      const answer = answers?.get(id)
      const logDirs = answer?.ok ? answer.dirs : null
      const node = known.get(id)
      return {
        logDirs,
        summary: {
          id,
          host: node?.host ?? '',
          port: node?.port ?? 0,
          rack: node?.rack ?? null,
          controller: metadata.controllerId === id,
          ...reachability({ id, down, missing: missing.has(id), answer, problem: cluster.health.problem }),
          ...countReplicas(metadata, id),
          logDirBytes: logDirs?.reduce((sum, dir) => sum + usedBytes(dir), 0) ?? null,
          diskUsed: logDirs ? fullest(logDirs) : null,
          diskProblem: diskProblemOf(logDirs, { down, answer }),
        },
      }
    })
  return { brokers, asOf: metadata.readAt }
}

interface Answer {
  id: number
  down: boolean
  missing: boolean
  answer: LogDirAnswer | undefined
  problem: string | null
}

function reachability({ id, down, missing, answer, problem }: Answer): { reachable: boolean; problem: string | null } {
  if (down) return { reachable: false, problem }
  if (missing)
    return {
      reachable: false,
      problem: `Broker ${id} is not in the cluster: it is down or cannot reach the controller.`,
    }
  if (!answer || answer.ok) return { reachable: true, problem: null }
  const { code, message } = answer.error
  return { reachable: code !== 'CLUSTER_UNREACHABLE' && code !== 'BROKER_TIMEOUT', problem: message }
}

function countReplicas(
  metadata: ClusterMetadata,
  id: number,
): Pick<BrokerSummary, 'leaders' | 'replicas' | 'outOfSync'> {
  const counts = { leaders: 0, replicas: 0, outOfSync: 0 }
  for (const { partitions } of metadata.topics.values()) {
    for (const { leader, replicas, isr } of partitions) {
      if (leader === id) counts.leaders += 1
      if (!replicas.includes(id)) continue
      counts.replicas += 1
      if (!isr.includes(id)) counts.outOfSync += 1
    }
  }
  return counts
}

export function usedBytes({ replicas }: LogDir): number {
  return replicas.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}

/** Why it is not known how much is stored, or how full the disks are; null where both are. */
function diskProblemOf(
  dirs: LogDir[] | null,
  { down, answer }: { down: boolean; answer: LogDirAnswer | undefined },
): string | null {
  if (down) return 'Unknown while the cluster is down.'
  if (dirs) return fullest(dirs) === null ? (dirs.find(({ sizeProblem }) => sizeProblem)?.sizeProblem ?? null) : null
  return answer?.ok === false ? answer.error.message : 'The broker was not asked yet.'
}

function fullest(dirs: LogDir[]): number | null {
  const parts = dirs.flatMap(({ totalBytes, usableBytes }) =>
    totalBytes === null || usableBytes === null || totalBytes === 0 ? [] : [1 - usableBytes / totalBytes],
  )
  return parts.length === 0 ? null : Math.max(...parts)
}

/** Where brokers were when they were last in the cluster: one that is gone is not listed by the others. */
function rememberNodes(cluster: KafkaCluster, { nodes }: ClusterMetadata): ReadonlyMap<number, Node> {
  const memory = singleton('known-nodes', () => new WeakMap<KafkaCluster, Map<number, Node>>())
  const known = memory.get(cluster) ?? new Map<number, Node>()
  for (const [id, node] of nodes) known.set(id, node)
  memory.set(cluster, known)
  return known
}
