import type { ReplayBody, ReplayOptions, ReplayPlan } from '#lib/contract/replays.ts'
import { AppError, invalid } from '#lib/errors.ts'
import { ignoredLetters } from '#server/dead-letters/letter-marks.ts'
import { isRetryName } from '#server/dead-letter-names.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import { allowedTargets } from './allowed-targets.ts'
import { chooseGuarantee } from './choose-guarantee.ts'
import { freezeEdits, prepareEdits } from './edits.ts'
import { replayedOf } from '#server/replay-ledger/replayed-of.ts'
import { type Ends, findNewer } from './newer-in-target.ts'
import { planHash, rangesOfPlan } from './plan-hash.ts'
import { planPass } from './plan-pass.ts'
import type { RecordPlan } from './plan-record.ts'
import { planWarnings } from './plan-warnings.ts'
import { freezeSelection, type FrozenSelection } from '#server/dead-letters/selection.ts'
import type { FrozenRange } from '#server/replay-ledger/places.ts'
import { targetClusterOf } from '#server/replay-ledger/target-cluster.ts'
import type { DescribedTopic } from './target-topics.ts'
import { targetGroups } from './target-groups.ts'

export interface PlannedReplay {
  report: ReplayPlan
  selection: FrozenSelection
  described: Map<string, DescribedTopic>
  source: { topic: string; topicId: string | null }
  target: KafkaCluster
  /** Where the dead-letter topic ends, every partition of it. */
  ends: FrozenRange[]
  /** Up to where the targets were looked at for newer records. */
  newerUntil: Ends
  failingGroups: string[]
  /** With what is edited as bytes. */
  options: ReplayOptions
  /** The topics that records' own headers may choose. */
  allowed: string[]
  /** The topics that data of pointers comes from. */
  originals: string[]
}

interface PlanInput {
  body: ReplayBody
  by: string
  /** A second person is needed above so many records; null for never. */
  approvalAbove: number | null
  signal: AbortSignal
}

/**
 * Goes through every selected record and decides what a run would do with it; sends and creates nothing. With `planHash` the selection is
 * fixed where that plan fixed it. @throws AppError CONFLICT when the plan of that hash is not the plan of now
 */
export async function planReplay(cluster: KafkaCluster, input: PlanInput): Promise<PlannedReplay> {
  const { by, signal } = input
  const target = targetClusterOf(cluster, input.body.target)
  const body = await withFrozenEdits(target, input.body)
  const { topic, topicId } = { topic: body.source.topic, topicId: (await cluster.topic(body.source.topic)).topicId }
  const everything = await freezeSelection(cluster, topic, { all: true })
  const frozen = await freezeSelection(cluster, topic, body.selection)
  const selection = body.planHash === undefined ? frozen : { ...frozen, ranges: rangesOfPlan(body.planHash) }
  refuseUnselected(body)
  const described = new Map<string, DescribedTopic>()
  const allowed = await allowedTargets(cluster, topic, body.options)
  const plan: RecordPlan = {
    jobId: 'r-0000000000',
    source: topic,
    target: body.target,
    options: body.options,
    topics: described,
    retryTopics: [...(await target.metadata()).topics.keys()].filter(isRetryName),
    allowed: new Set(allowed),
    by,
    edits: prepareEdits(body.options.edits),
    ...(await replayedOf(cluster, { topic, topicId }, { alsoIn: [target] })),
    // What somebody chose one by one is meant, ignored or not.
    isIgnored:
      'records' in body.selection ? () => false : (await ignoredLetters(cluster, { topic, topicId })).isIgnored,
    isStale: () => false,
  }
  const pass = { source: cluster, target, body, selection, plan, described, signal }
  let { tally, samples } = await planPass(pass)
  // Before a second pass asks the same records again.
  const filterFailures = selection.matches?.failures
  const newer = await findNewer(target, tally.failedKeys, { signal })
  if (body.options.skipStale && newer.keys > 0) {
    if (!newer.complete)
      throw new AppError(
        'LIMIT_EXCEEDED',
        'There are too many keys and records to compare with the target: choose fewer dead letters, or do not leave out stale keys.',
      )
    ;({ tally, samples } = await planPass({ ...pass, plan: { ...plan, isStale: newer.isStale } }))
  }
  const { guarantee, missing: transactionsMissing } = await chooseGuarantee(target, body.options.guarantee)
  const targets = tally.targets()
  const groups = await targetGroups(target, targets, { failing: tally.failingGroups, source: topic })
  const hash = planHash(selection.ranges, {
    source: { topic, topicId },
    selection: body.selection,
    target: body.target,
    options: { ...body.options, recordsPerSecond: undefined, bytesPerSecond: undefined, canary: undefined },
    topics: [...described].map(([name, { partitions, partitioner, topicId: id }]) => [
      name,
      partitions,
      partitioner,
      id,
    ]),
    selected: tally.selected,
    targets,
    skipped: tally.skipped().map(({ reason, count }) => [reason, count]),
    guarantee,
  })
  if (body.planHash !== undefined && body.planHash !== hash)
    throw new AppError(
      'CONFLICT',
      'The plan of the dry run does not hold any more: records, topics or earlier replays have changed since. Check again.',
    )
  const report: ReplayPlan = {
    selected: tally.selected,
    ...(filterFailures ? { filterFailures } : {}),
    bytes: tally.bytes,
    targets,
    unpaired: tally.unpaired(),
    skipped: tally.skipped(),
    warnings: planWarnings({
      body,
      described,
      tally,
      newer,
      otherCluster: target === cluster ? null : target.config.name,
      groups: groups.map(({ id, failing }) => ({ id, failing })),
      transactionsMissing,
      approvalAbove: input.approvalAbove,
    }),
    groups,
    samples,
    guarantee,
    planHash: hash,
  }
  return {
    report,
    selection,
    described,
    source: { topic, topicId },
    target,
    ends: everything.ranges,
    newerUntil: newer.ends,
    failingGroups: [...tally.failingGroups],
    options: body.options,
    allowed,
    originals: [...tally.originals],
  }
}

/** What is edited by a schema is encoded once, here. */
async function withFrozenEdits(target: KafkaCluster, body: ReplayBody): Promise<ReplayBody> {
  const { edits } = body.options
  if (!edits) return body
  const topic = 'topic' in body.target ? body.target.topic : body.source.topic
  return { ...body, options: { ...body.options, edits: await freezeEdits(serdeOf(target), edits, topic) } }
}

/** An edit of a record that is not chosen by its place would be forgotten without a word. */
function refuseUnselected({ selection, options: { edits = [] } }: ReplayBody): void {
  if (edits.length === 0) return
  if (!('records' in selection)) throw invalid('options.edits', 'choose the records one by one to edit them')
  const chosen = new Set(selection.records.map(({ partition, offset }) => `${partition}-${offset}`))
  const stray = edits.findIndex(({ partition, offset }) => !chosen.has(`${partition}-${offset}`))
  if (stray >= 0) throw invalid(`options.edits.${stray}`, 'this record is not among those selected')
}
