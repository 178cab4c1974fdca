import { expect, vi } from 'vitest'
import type { DeadLetter } from '#lib/contract/dead-letters.ts'
import { listDeadLetters } from '#server/dead-letters/list-dead-letters.ts'
import type { RunningApplication } from '#testkit/producers/start-application.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { KafkaRecord, RecordHeader } from '#server/kafka/records/record.ts'
import type { EncodableRecord } from '#server/kafka/records/encode-records.ts'
import { proveReplay } from '#server/replays/prove-replay.ts'
import { businessHeaders, header, readAll, record, settled, startReplay, write } from './harness.ts'

const WAIT = { timeout: 90_000, interval: 200 }

/** Orders the applications of testkit/producers fail on ("unpayable" in their code, "unreadable" before it) and one they take. */
export function orders(): EncodableRecord[] {
  const business = [
    header('traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
    header('tag', Buffer.from([0, 0xff, 0x80])),
    header('__TypeId__', 'shop.Order'),
    header('tag', null),
    header('kafka_custom', 'of the shop, not of Spring'),
  ]
  const value = (start: string) => Buffer.concat([Buffer.from(`${start} `), Buffer.from([0, 1, 0xfe, 0xff])])
  return [
    record({ key: Buffer.from('order-0'), value: value('payable'), headers: business }),
    record({ key: Buffer.from('order-1'), value: value('unpayable'), headers: business }),
    record({ key: null, value: value('unpayable too'), headers: [] }),
    record({ key: Buffer.from('order-3'), value: value('unreadable'), headers: business }),
  ]
}

/** Writes the orders into partition 1 of a topic, one by one. */
export async function placeOrders(ctx: ClusterCtx, topic: string): Promise<EncodableRecord[]> {
  const placed = orders()
  for (const order of placed) await write(ctx.cluster, { topic, partition: 1 }, [order])
  return placed
}

/** Waits for the dead letters, in the order of the offsets of their originals. */
export async function deadLetters(ctx: ClusterCtx, topic: string, count: number): Promise<DeadLetter[]> {
  const items = await vi.waitFor(async () => {
    const page = await listDeadLetters(ctx, { topic, limit: 50 })
    expect(page.items).toHaveLength(count)
    return page.items
  }, WAIT)
  return items.toSorted((a, b) => Number(a.origin?.offset ?? -1) - Number(b.origin?.offset ?? -1))
}

interface Replayed {
  origin: string
  dlq: string
  group: string
  placed: readonly EncodableRecord[]
  /** Starts the application without its defect. */
  repaired: RunningApplication
}

/**
 * Replays all dead letters to their origin and waits until the repaired application has processed them; then what arrived, and what the
 * application was given, is what was placed, byte for byte, with nothing left of the failure. @returns the replayed records as it got them
 */
export async function replayToRepaired(
  ctx: ClusterCtx,
  { origin, dlq, group, placed, repaired }: Replayed,
): Promise<{ headers: RecordHeader[] }[]> {
  const failed = placed.slice(1)
  const job = await startReplay(ctx, { source: { topic: dlq }, selection: { all: true }, target: { origin: true } })
  expect(await settled(ctx, job.id)).toMatchObject({
    state: 'completed',
    sent: failed.length,
    skipped: 0,
    guarantee: 'exactlyOnceReadCommitted',
  })
  const processed = await vi.waitFor(async () => {
    const all = (await repaired.processed()).filter(({ headers }) => isReplayed(headers))
    expect(all).toHaveLength(failed.length)
    return all
  }, WAIT)
  const arrived = [...(await readAll(ctx.cluster, origin)).values()].flat().filter(({ headers }) => isReplayed(headers))
  expect(arrived).toHaveLength(failed.length)
  for (const { key, value, headers } of failed) {
    const same = (other: Pick<KafkaRecord, 'key' | 'value'>) => String(other.value) === String(value)
    for (const got of [arrived.find(same), processed.find(same)]) {
      expect(got?.key).toEqual(key)
      expect(got?.value).toEqual(value)
    }
    expect(businessHeaders(arrived.find(same)?.headers ?? [])).toEqual(headers)
  }
  await vi.waitFor(async () => {
    const proof = await proveReplay(ctx, { replay: job.id })
    expect(proof).toMatchObject({ sent: failed.length, cameBack: 0 })
    expect(proof.groups.find(({ id }) => id === group)).toMatchObject({ consumed: failed.length })
  }, WAIT)
  return processed
}

function isReplayed(headers: readonly RecordHeader[]): boolean {
  return headers.some(({ name }) => name.toString() === 'tailrace-replay-id')
}
