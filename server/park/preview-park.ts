import type { ParkPreview, previewPark as contract } from '#lib/contract/park.ts'
import { authorize } from '#server/auth/authorize.ts'
import { rightsRefusal } from '#server/group-offsets/rights-refusal.ts'
import { deadLetterWord, sourceByName } from '#server/dead-letter-names.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { toMessage } from '#server/records/to-message.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import { findStuck } from './stuck-record.ts'

const MAX_SUGGESTIONS = 10

/** What a group is stuck at in a partition, decoded as far as it can be, and what parking it would do. Changes nothing. */
export async function previewPark(ctx: ClusterCtx, input: InputOf<typeof contract>): Promise<ParkPreview> {
  const { cluster, signal } = ctx
  const { topic, partition } = input
  authorize(ctx, 'record.view', { kind: 'topic', topic })
  const { target, committed, found, ...stuck } = await findStuck(cluster, input, signal)
  const refusal = (await rightsRefusal(ctx, target.listed, [topic])) ?? stuck.refusal
  const serde = serdeOf(cluster)
  if (found) await serde.prepare([{ topic, ...found.record }])
  return {
    refusal: refusal?.text ?? null,
    forcible: refusal?.forcible ?? false,
    committedOffset: String(committed),
    record: found && toMessage({ topic, partition, batch: found.batch }, found.record, { serde }),
    after: found && String(found.record.offset + 1n),
    suggestions: await suggestions(cluster, topic),
  }
}

/** Dead-letter topics named after the topic come first. */
async function suggestions(cluster: KafkaCluster, topic: string): Promise<string[]> {
  const names = [...(await cluster.metadata()).topics.keys()]
  const deadLetters = names.filter((name) => deadLetterWord(name) !== null && name !== topic)
  const own = deadLetters.filter((name) => sourceByName(name, [topic]) === topic)
  const others = deadLetters.filter((name) => !own.includes(name))
  return [...own.toSorted(), ...others.toSorted()].slice(0, MAX_SUGGESTIONS)
}
