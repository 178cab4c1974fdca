import type { z } from 'zod'
import type { getDeadLetter as contract } from '#lib/contract/dead-letters.ts'
import { Offset } from '#lib/contract/common.ts'
import { invalid, isAppError } from '#lib/errors.ts'
import { topicResource } from '#server/auth/guard-topic.ts'
import { may } from '#server/auth/may.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { type BatchRecord, recordsIn } from '#server/kafka/fetch/range-chunk.ts'
import { readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { rangeScan, readRange } from '#server/kafka/fetch/read-range.ts'
import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { cutRecordsOf, smallPayload } from '#server/records/large/large-batch.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import { findRecord } from '#server/records/find-record.ts'
import { MAX_HEADERS, toMessage } from '#server/records/to-message.ts'
import type { Side } from '#server/serde/serde.ts'
import { decodeFailureOf } from './decode-failure.ts'
import { familiesOf } from './families/registry.ts'
import { HeaderView } from './header-view.ts'
import { handledOf } from './list-dead-letters.ts'
import { originalPlace, type Place } from './read-originals.ts'
import { toDeadLetter } from './to-dead-letter.ts'

type Answer = z.input<typeof contract.output>

interface LetterInput {
  topic: string
  partition: string
  offset: string
}

/** Records before and after the original that are shown, and how far it is looked for them where offsets are empty. */
const NEIGHBOURS = 3n
/** What of a key or value is shown. */
const SHOWN_BYTES = 64 * 1024
const SHOWN = { records: 10, bytes: 4 << 20, partBytes: 256 * 1024, headers: MAX_HEADERS }
const NOTHING = { original: null, sameKey: null, sameValue: null, neighbours: [] }

/** A dead letter, whole, with the record it was when it failed. @throws AppError NOT_FOUND */
export async function getDeadLetter(ctx: ClusterCtx, input: LetterInput): Promise<Answer> {
  const { cluster, signal, actor } = ctx
  const { topic } = input
  if (!/^\d{1,7}$/.test(input.partition)) throw invalid('partition', 'a partition is a whole number')
  if (!Offset.safeParse(input.offset).success || input.offset.startsWith('-'))
    throw invalid('offset', 'an offset is a whole number')
  const at = { topic, partition: Number(input.partition), offset: BigInt(input.offset) }
  const placed = await findRecord(cluster, at, { isolation: 'committed', signal, shown: SHOWN })
  const { topicId } = await cluster.topic(topic)
  const handled = await handledOf(cluster, { topic, topicId })
  const serde = serdeOf(cluster)
  await serde.prepare([{ topic, ...placed.record }])
  const letter = toDeadLetter(topic, { ...placed, partition: at.partition }, handled, { maxBytes: SHOWN_BYTES, serde })
  const view = new HeaderView(placed.record.headers)
  const families = familiesOf(view)
  const errorHeaders = view.names.flatMap((name, at) => (families.some((one) => one.isErrorHeader(name)) ? [at] : []))
  const place = await originalPlace(cluster, decodeFailureOf(view).origin)
  if (!place) return { letter, errorHeaders, originalState: 'untold', ...NOTHING }
  if (!may(actor, 'record.view', await topicResource(ctx, place.topic)).allowed)
    return { letter, errorHeaders, originalState: 'notVisible', ...NOTHING }
  try {
    const around = await readAround(cluster, place, signal)
    await serde.prepare(around.map(({ record }) => ({ topic: place.topic, ...record })))
    const found = around.find(({ record }) => record.offset === place.offset)
    const show = (one: BatchRecord, maxBytes: number) =>
      toMessage({ ...place, batch: one.batch }, one.record, { maxBytes, serde })
    return {
      letter,
      errorHeaders,
      originalState: found ? 'found' : 'gone',
      original: found ? show(found, SHOWN_BYTES) : null,
      sameKey: found ? same(found.record, placed.record, 'key') : null,
      sameValue: found ? same(found.record, placed.record, 'value') : null,
      neighbours: around.map((one) => show(one, 512)),
    }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { letter, errorHeaders, originalState: error.code === 'NOT_FOUND' ? 'gone' : 'unreadable', ...NOTHING }
  }
}

/** The committed records from a little before a place to a little after it. */
async function readAround(cluster: KafkaCluster, place: Place, signal: AbortSignal): Promise<BatchRecord[]> {
  const { topic, partition, offset } = place
  const { partitions } = await cluster.topic(topic)
  if (!partitions[partition]) return []
  const wanted = new Map([[topic, [partition]]])
  const [starts, ends] = await Promise.all([
    readOffsets(cluster, wanted, 'earliest'),
    readOffsets(cluster, wanted, 'lastStable'),
  ])
  const start = starts.get(topic)?.get(partition)
  const end = ends.get(topic)?.get(partition)
  if (!start?.ok) throw start?.error ?? new Error('no answer')
  if (!end?.ok) throw end?.error ?? new Error('no answer')
  const clamp = (at: bigint) => (at < start.at.offset ? start.at.offset : at > end.at.offset ? end.at.offset : at)
  const range = { partition, from: clamp(offset - NEIGHBOURS), to: clamp(offset + NEIGHBOURS + 1n) }
  if (range.from >= range.to) return []
  const scan = rangeScan('forward', range, { isolation: 'committed', chunkBytes: 1 })
  const found: BatchRecord[] = []
  for await (const chunk of readRange({ cluster, topic, isolation: 'committed' }, scan, signal))
    for (const batch of chunk.batches) found.push(...(await recordsOf(batch, range, signal)))
  if (scan.problem) throw scan.problem
  return found
}

/** Those of a large batch are cut; a batch that is damaged shows none. */
async function recordsOf(batch: RecordBatch, range: Around, signal: AbortSignal): Promise<BatchRecord[]> {
  const { from, to } = range
  try {
    const payload = smallPayload(batch)
    if (payload)
      return [...recordsIn({ batch, from, to, backward: false, payload, mostHeaders: MAX_HEADERS }, () => undefined)]
    const records = await cutRecordsOf(batch, { from, to, backward: false, most: SHOWN }, signal)
    return records.map((record) => ({ batch, record }))
  } catch (error) {
    if (!isAppError(error) || error.code !== 'UNDECODABLE') throw error
    return []
  }
}

interface Around {
  from: bigint
  to: bigint
}

/** Null where only their beginnings were compared, and these are equal. */
function same(a: KafkaRecord, b: KafkaRecord, side: Side): boolean | null {
  const [one, other] = [a[side], b[side]]
  if (one === null || other === null) return one === other
  if (!one.equals(other) || a.cut?.[side]?.sizeBytes !== b.cut?.[side]?.sizeBytes) return false
  return a.cut?.[side] ? null : true
}
