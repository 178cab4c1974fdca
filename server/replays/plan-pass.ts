import type { ReplayBody, ReplayPlan } from '#lib/contract/replays.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { decodeHeader } from '#server/serde/decode-header.ts'
import { targetTopicOf } from './choose-target.ts'
import { findCandidates } from './find-candidates.ts'
import { OriginProof } from './origin-proof.ts'
import { planRecord, type RecordPlan } from './plan-record.ts'
import { PlanTally } from './plan-tally.ts'
import { type FrozenSelection, readSelection } from '#server/dead-letters/selection.ts'
import { describeTarget, type DescribedTopic } from './target-topics.ts'

const SAMPLES = 3
const PREVIEW = { maxBytes: 512 }

export interface Pass {
  source: KafkaCluster
  target: KafkaCluster
  body: ReplayBody
  selection: FrozenSelection
  /** Its `topics` are `described`, which grows as targets are met. */
  plan: RecordPlan
  described: Map<string, DescribedTopic>
  signal: AbortSignal
}

/** Goes through every selected record once and sums up what a run would do with it. */
export async function planPass(pass: Pass): Promise<{ tally: PlanTally; samples: ReplayPlan['samples'] }> {
  const { source, target, body, selection, plan, described, signal } = pass
  const tally = new PlanTally()
  /** Looked for, and not there. */
  const missing = new Set<string>()
  const samples: ReplayPlan['samples'] = []
  const proof = new OriginProof(source, signal)
  for await (const chunk of readSelection(source, selection, { topic: body.source.topic, signal })) {
    const { partition } = chunk
    for (const offset of chunk.gone) tally.skip('gone', { partition, offset: String(offset) })
    for (const candidate of await findCandidates(source, chunk, signal)) {
      const { record } = candidate
      let planned = planRecord(candidate, plan)
      const wanted = planned.skip === 'targetMissing' ? targetTopicOf(planned.failure, plan) : null
      if (wanted !== null && !missing.has(wanted)) {
        const found = await describeTarget(target, wanted, signal)
        if (found) described.set(wanted, found)
        else missing.add(wanted)
        planned = planRecord(candidate, plan)
      }
      if (planned.skip === 'unpairedTarget') tally.addUnpaired(targetTopicOf(planned.failure, plan))
      if (planned.skip === null && candidate.original && planned.failure.origin)
        tally.originals.add(planned.failure.origin.topic)
      tally.add(planned, record, partition)
      if (planned.skip === null && !('topic' in body.target)) await proof.add(record, planned.failure)
      if (planned.skip !== null || samples.length >= SAMPLES) continue
      samples.push({
        record: { partition, offset: String(record.offset) },
        target: `${planned.to.topic}/${planned.to.partition}`,
        before: record.headers.map((header) => decodeHeader(header, PREVIEW)),
        after: planned.record.headers.map((header) => decodeHeader(header, PREVIEW)),
      })
    }
  }
  tally.unproven = await proof.done()
  return { tally, samples }
}
