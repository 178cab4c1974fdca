import { expect, test, vi } from 'vitest'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { Pulse } from '#server/search/worker/protocol.ts'
import { Serde } from '#server/serde/serde.ts'
import { Sieve } from './sieve.ts'

const FIVE_REPLACES = `"aaaaaaaaaa"${'.replace("a","aaaaaaaaaa")'.repeat(5)}.size() > 0`
/** Some tenths of a second for a record: four patterns are compiled for each of its numbers. */
const SLOW = `value.exists(x, ${['b', 'c', 'd', 'e']
  .map((letter) => `"${'a'.repeat(60)}".matches("(a|b){100}(c|d){100}(e|f){100}${letter}" + string(x))`)
  .join(' || ')})`
const NUMBERS = JSON.stringify(Array.from({ length: 2_000 }, (_, index) => index))

function sieveOf(filter: string): Sieve {
  const serde = { registry: null, protobuf: null }
  const job = { id: filter, clusterId: 'test', serde, topic: 'orders', filter: { filter }, maxBytes: 64 << 10 }
  return new Sieve(job, { serde: new Serde(serde), pulse: new Pulse() })
}

function asked(values: readonly string[]) {
  const records = values.map((value) => ({ key: null, value: Buffer.from(value), headers: [], timestamp: 0 }))
  const batch = encodeBatch({ records, baseOffset: 100n })
  const bytes = new ArrayBuffer(batch.length)
  new Uint8Array(bytes).set(batch)
  return { parts: [{ partition: 0, from: 100n, sizeBytes: batch.length }], bytes }
}

test('its turn is over after a while, and the next goes on behind the last record', { timeout: 90_000 }, async () => {
  const { parts, bytes } = asked(Array.from({ length: 20 }, () => '{}'))
  const sieve = sieveOf(FIVE_REPLACES)
  const first = await sieve.sift(parts, bytes)
  const { batch, from = 0n } = first.next ?? {}
  expect(batch).toBe(0)
  const shown = Number(from) - 100
  expect(first.chosen).toEqual([{ batch: 0, deltas: Array.from({ length: shown }, (_, delta) => delta) }])
  const second = await sieve.sift([{ partition: 0, from, sizeBytes: bytes.byteLength }], bytes)
  expect(second.chosen[0]?.deltas[0]).toBe(shown)
})

test('a record that takes too much of the processor ends its expression', { timeout: 90_000 }, async () => {
  const { parts, bytes } = asked([NUMBERS])
  await expect(sieveOf(SLOW).sift(parts, bytes)).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    message: expect.stringMatching(/takes too long for a live tail .*orders\/0\/100/) as string,
  })
})

test("time in which a busy machine ran something else is not the expression's", { timeout: 90_000 }, async () => {
  const { parts, bytes } = asked([NUMBERS])
  using _idle = vi.spyOn(process, 'threadCpuUsage').mockReturnValue({ user: 0, system: 0 })
  const start = performance.now()
  expect(await sieveOf(SLOW).sift(parts, bytes)).toMatchObject({ chosen: [], failures: { records: 0, evaluated: 1 } })
  expect(performance.now() - start).toBeGreaterThan(250)
})
