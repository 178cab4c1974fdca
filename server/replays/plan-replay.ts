import type { ReplayBody, ReplayPlan } from '#lib/contract/replays.ts'
import { AppError } from '#lib/errors.ts'
import type { DecodedFailure } from '#server/dead-letters/decode-failure.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { decodeHeader } from '#server/serde/decode-header.ts'
import { chooseGuarantee } from './choose-guarantee.ts'
import { findReplayed } from './ledger.ts'
import { findNewer } from './newer-in-target.ts'
import { PlanTally } from './plan-tally.ts'
import { planHash, rangesOfPlan } from './plan-hash.ts'
import { planRecord, type RecordPlan } from './plan-record.ts'
import { planWarnings } from './plan-warnings.ts'
import { freezeSelection, type FrozenSelection, readSelection } from './selection.ts'
import { describeTarget, type DescribedTopic } from './target-topics.ts'
import { targetGroups } from './target-groups.ts'

const SAMPLES = 3
const PREVIEW = { maxBytes: 512 }

export interface PlannedReplay {
  report: ReplayPlan
  selection: FrozenSelection
  described: Map<string, DescribedTopic>
  source: { topic: string; topicId: string | null }
  failingGroups: string[]
}

interface PlanInput {
  body: ReplayBody
  by: string
  signal: AbortSignal
}

/**
 * Goes through every selected record and decides what a run would do with it; sends and creates nothing. With `planHash` the selection is
 * fixed where that plan fixed it. @throws AppError CONFLICT when the plan of that hash is not the plan of now
 */
export async function planReplay(cluster: KafkaCluster, { body, by, signal }: PlanInput): Promise<PlannedReplay> {
  const { topic, topicId } = { topic: body.source.topic, topicId: (await cluster.topic(body.source.topic)).topicId }
  const frozen = await freezeSelection(cluster, topic, body.selection)
  const selection = body.planHash === undefined ? frozen : { ...frozen, ranges: rangesOfPlan(body.planHash) }
  const described = new Map<string, DescribedTopic>()
  const plan: RecordPlan = {
    jobId: 'r-0000000000',
    source: topic,
    target: body.target,
    options: body.options,
    topics: described,
    by,
    wasReplayed: await findReplayed(cluster, { topic, topicId }, selection),
  }
  const tally = new PlanTally()
  /** Looked for, and not there. */
  const missing = new Set<string>()
  const samples: ReplayPlan['samples'] = []
  for await (const { partition, records, gone } of readSelection(cluster, selection, { topic, signal })) {
    for (const offset of gone) tally.skip('gone', { partition, offset: String(offset) })
    for (const record of records) {
      let planned = planRecord(record, partition, plan)
      const wanted = planned.skip === 'targetMissing' ? targetName(body, planned.failure) : undefined
      if (wanted !== undefined && !missing.has(wanted)) {
        const target = await describeTarget(cluster, wanted)
        if (target) described.set(wanted, target)
        else missing.add(wanted)
        planned = planRecord(record, partition, plan)
      }
      tally.add(planned, record, partition)
      if (planned.skip !== null || samples.length >= SAMPLES) continue
      samples.push({
        record: { partition, offset: String(record.offset) },
        target: `${planned.to.topic}/${planned.to.partition}`,
        before: record.headers.map((header) => decodeHeader(header, PREVIEW)),
        after: planned.record.headers.map((header) => decodeHeader(header, PREVIEW)),
      })
    }
  }
  const { guarantee, missing: transactionsMissing } = await chooseGuarantee(cluster, body.options.guarantee)
  const targets = tally.targets()
  const groups = await targetGroups(cluster, targets, { failing: tally.failingGroups, source: topic })
  const decided = {
    source: { topic, topicId },
    selection: body.selection,
    target: body.target,
    options: body.options,
    topics: [...described].map(([name, { partitions, topicId: id }]) => [name, partitions, id]),
    selected: tally.selected,
    targets,
    skipped: tally.skipped().map(({ reason, count }) => [reason, count]),
    guarantee,
  }
  const hash = planHash(selection.ranges, decided)
  if (body.planHash !== undefined && body.planHash !== hash)
    throw new AppError(
      'CONFLICT',
      'The plan of the dry run does not hold any more: records, topics or earlier replays have changed since. Check again.',
    )
  const report: ReplayPlan = {
    selected: tally.selected,
    bytes: tally.bytes,
    targets,
    skipped: tally.skipped(),
    warnings: planWarnings({
      body,
      described,
      withoutFamily: tally.withoutFamily,
      spreadKeys: tally.spreadKeys,
      newer: await findNewer(cluster, tally.failedKeys, signal),
      oldestTimestamp: tally.oldestTimestamp,
      sent: tally.sent,
      otherGroups: groups.filter(({ failing }) => !failing).map(({ id }) => id),
      transactionsMissing,
    }),
    groups,
    samples,
    guarantee,
    planHash: hash,
  }
  return { report, selection, described, source: { topic, topicId }, failingGroups: [...tally.failingGroups] }
}

function targetName({ target }: ReplayBody, { origin }: DecodedFailure): string | undefined {
  return 'topic' in target ? target.topic : origin?.topic
}
