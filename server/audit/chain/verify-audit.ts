import { type AuditChain, CHAIN_VERDICTS, type ChainVerdict, type Checkpoint } from '#lib/contract/audit-chain.ts'
import { isAppError } from '#lib/errors.ts'
import type { Ctx } from '#server/http/context.ts'
import { readTopicConfigs } from '#server/kafka/admin/read-configs.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { INTERNAL_TOPIC } from '#server/store/internal-topics.ts'
import { internalEnd, readInternal } from '#server/store/read-internal.ts'
import { topicSigning } from '#server/store/topic-signing.ts'
import { keyRingOf } from '#server/trust/own-keys.ts'
import { auditLog } from '../audit-log.ts'
import { ChainCheck, type ChainProblem } from './chain-check.ts'

const READ_WITHIN_MS = 60_000

interface Input {
  cluster?: string | undefined
  checkpoint?: Checkpoint[] | undefined
}

interface Verified {
  verdict: ChainVerdict | null
  clusters: AuditChain[]
}

/** Reads the audit logs of one cluster or of all, and says whether they are whole. Writes nothing. */
export async function verifyAudit(
  { runtime, signal }: Pick<Ctx, 'runtime' | 'signal'>,
  input: Input,
): Promise<Verified> {
  const places = input.cluster === undefined ? runtime.clusters.all() : [runtime.clusters.get(input.cluster)]
  const clusters: AuditChain[] = []
  for (const cluster of places)
    clusters.push(
      await verifyChain(cluster, input.checkpoint ?? [], signal).catch((error: unknown) => {
        if (!isAppError(error) || input.cluster !== undefined) throw error
        return { ...NOTHING, cluster: cluster.config.id, verdict: null, problem: error.message, complete: false }
      }),
    )
  return { verdict: worst(clusters.flatMap(({ verdict }) => verdict ?? [])), clusters }
}

const NOTHING = {
  verdict: 'ok',
  problem: null,
  complete: true,
  records: 0,
  writers: 0,
  logStartOffset: null,
  endOffset: null,
  retentionMs: null,
  checkpoints: { compared: 0, found: 0 },
  problems: [],
} satisfies Omit<AuditChain, 'cluster'>

/** @throws AppError */
async function verifyChain(cluster: KafkaCluster, given: Checkpoint[], signal: AbortSignal): Promise<AuditChain> {
  const topic = INTERNAL_TOPIC.audit
  const own = auditLog(cluster).lastAppended
  const checkpoints = [...given, ...(own ? [{ ...own, offset: String(own.offset) }] : [])]
  await cluster.metadata({ maxAgeMs: 0 })
  const { scope, start } = await topicSigning(cluster, topic).refresh()
  const logStart = await internalEnd(cluster, topic, 'earliest')
  const end = await internalEnd(cluster, topic)
  const exists = logStart !== null && end !== null
  const retention = exists ? await retentionOf(cluster) : { retentionMs: null, expiredBefore: null }
  const check = new ChainCheck({
    ring: keyRingOf(cluster),
    scope,
    start,
    logStart: logStart ?? 0n,
    expiredBefore: retention.expiredBefore,
    checkpoints,
  })
  const complete = !exists || (await readAll(cluster, check, { from: logStart, to: end, signal }))
  // Of a part it is not known what is missing.
  const problems = complete ? check.end() : []
  const { records, writers, matched } = check.figures
  return {
    ...NOTHING,
    cluster: cluster.config.id,
    verdict: worst(problems.map(({ verdict }) => verdict)) ?? 'ok',
    problem: complete ? null : `Not all of it could be read within ${READ_WITHIN_MS / 1000} s.`,
    ...(complete ? {} : { verdict: null }),
    complete,
    records,
    writers,
    logStartOffset: logStart === null ? null : String(logStart),
    endOffset: end === null ? null : String(end),
    retentionMs: retention.retentionMs,
    checkpoints: { compared: checkpoints.length, found: matched },
    problems: problems.map(toProblem),
  }
}

async function readAll(
  cluster: KafkaCluster,
  check: ChainCheck,
  { from, to, signal }: { from: bigint; to: bigint; signal: AbortSignal },
): Promise<boolean> {
  const until = performance.now() + READ_WITHIN_MS
  for await (const records of readInternal(cluster, INTERNAL_TOPIC.audit, { from, to, signal })) {
    for (const record of records) check.check(record)
    if (performance.now() > until) return false
  }
  return true
}

/** What may have expired by the topic's configuration; by its size anything may. */
async function retentionOf(
  cluster: KafkaCluster,
): Promise<{ retentionMs: number | null; expiredBefore: number | null }> {
  const names = ['retention.ms', 'retention.bytes']
  const entries = (await readTopicConfigs(cluster, [INTERNAL_TOPIC.audit], names)).get(INTERNAL_TOPIC.audit)
  const valueOf = (name: string) => Number(entries?.get(name) ?? -1)
  const retentionMs = valueOf('retention.ms')
  if (valueOf('retention.bytes') >= 0)
    return { retentionMs: retentionMs < 0 ? null : retentionMs, expiredBefore: Infinity }
  return retentionMs < 0
    ? { retentionMs: null, expiredBefore: null }
    : { retentionMs, expiredBefore: Date.now() - retentionMs }
}

function worst(verdicts: readonly ChainVerdict[]): ChainVerdict | null {
  return CHAIN_VERDICTS.findLast((verdict) => verdicts.includes(verdict)) ?? (verdicts.length > 0 ? 'ok' : null)
}

function toProblem({ from, to, ...problem }: ChainProblem): AuditChain['problems'][number] {
  return { ...problem, from: from === null ? null : String(from), to: to === null ? null : String(to) }
}
