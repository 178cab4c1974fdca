import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { ignoredLetters } from '#server/dead-letters/letter-marks.ts'
import { isOwnTopic } from '#lib/access/topic-access.ts'
import type { TargetTopic } from './choose-target.ts'
import { prepareEdits } from './edits.ts'
import { findCandidates } from './find-candidates.ts'
import type { JobDefinition } from '#server/replay-ledger/job.ts'
import { FailedKeys, failedPlace, findNewer, type IsStale } from './newer-in-target.ts'
import { allowedTargets } from './allowed-targets.ts'
import { planRecord, type RecordPlan } from './plan-record.ts'
import { replayedOf } from '#server/replay-ledger/replayed-of.ts'
import { type FrozenSelection, readSelection } from '#server/dead-letters/selection.ts'

interface Clusters {
  source: KafkaCluster
  target: KafkaCluster
}

interface Reading {
  selection: FrozenSelection
  signal: AbortSignal
}

/** What decides over the records of a job, made from its definition alone and what other replays have sent. */
export async function planOf(clusters: Clusters, job: JobDefinition, reading: Reading): Promise<RecordPlan> {
  const plan: RecordPlan = {
    jobId: job.id,
    source: job.source.topic,
    target: job.target,
    options: job.options,
    topics: new Map(Object.entries(job.topics).map(([name, topic]) => [name, unlessOwn(name, topic)])),
    // Of the candidates of that time these were chosen; what was not chosen then is not chosen now.
    retryTopics: Object.keys(job.topics),
    allowed: new Set(job.allowed ?? (await allowedTargets(clusters.source, job.source.topic, job.options))),
    by: job.by,
    edits: prepareEdits(job.options.edits),
    ...(await replayedOf(clusters.source, job.source, { exceptJob: job.id, alsoIn: [clusters.target] })),
    isIgnored: 'records' in job.selection ? () => false : (await ignoredLetters(clusters.source, job.source)).isIgnored,
    isStale: () => false,
  }
  if (!job.options.skipStale) return plan
  return { ...plan, isStale: await staleOf(clusters, job, { ...reading, plan }) }
}

/** A job of an older version may have been planned to send dead letters to the console's own topics, as their headers told. */
function unlessOwn(name: string, topic: TargetTopic): TargetTopic {
  return isOwnTopic(name) ? { ...topic, writable: false } : topic
}

/** The same keys as the plan compared, up to the same ends. */
async function staleOf(
  { source, target }: Clusters,
  job: JobDefinition,
  { selection, signal, plan }: Reading & { plan: RecordPlan },
): Promise<IsStale> {
  const failed = new FailedKeys()
  for await (const chunk of readSelection(source, selection, { topic: job.source.topic, signal }))
    for (const candidate of await findCandidates(source, chunk, signal)) {
      const planned = planRecord(candidate, plan)
      if (planned.skip !== null || planned.record.key === null) continue
      const place = failedPlace(planned.to, planned.failure.origin)
      if (place !== null) failed.add(planned.record.key, place)
    }
  return (await findNewer(target, failed, { signal, until: job.newerUntil })).isStale
}
