import type { OffsetPreview, previewOffsets as contract } from '#lib/contract/group-offsets.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { readNextRecord } from '#server/lag/next-record.ts'
import { buildPlan } from './build-plan.ts'
import { loadTarget, refusalOf } from './load-target.ts'
import { effectOf, type PlannedOffset } from './plan-offsets.ts'
import { rightsRefusal } from './rights-refusal.ts'

/** Landing records are looked up for so many partitions: one fetch each. */
const LOOKED_UP = 100

/** What a change would do, and whether it would be refused. Changes nothing. */
export async function previewOffsets(ctx: ClusterCtx, input: InputOf<typeof contract>): Promise<OffsetPreview> {
  const { cluster } = ctx
  const target = await loadTarget(cluster, input.group)
  const plan = await buildPlan(cluster, target, input)
  const topics = [...new Set(plan.map(({ topic }) => topic))]
  const refusal = (await rightsRefusal(ctx, target.listed, topics)) ?? refusalOf(cluster, target)
  const partitions = await Promise.all(
    plan.map(async (planned, index) => {
      const { skipped, readAgain } = effectOf(planned)
      return {
        topic: planned.topic,
        partition: planned.partition,
        before: planned.before?.toString() ?? null,
        after: planned.after?.toString() ?? null,
        logStartOffset: planned.start.toString(),
        endOffset: planned.end.toString(),
        skipped: skipped.toString(),
        readAgain: readAgain.toString(),
        landsAt: index < LOOKED_UP ? await landingTime(cluster, planned) : null,
        note: planned.note,
      }
    }),
  )
  return { refusal: refusal?.text ?? null, forcible: refusal?.forcible ?? false, partitions }
}

async function landingTime(
  cluster: KafkaCluster,
  { topic, partition, after, end }: PlannedOffset,
): Promise<number | null> {
  if (after === null || after >= end) return null
  const record = await readNextRecord(cluster, { topic, partition, offset: after, end }).catch(() => null)
  return record?.timestamp ?? null
}
