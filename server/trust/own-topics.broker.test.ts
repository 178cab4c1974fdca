import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditLog } from '#server/audit/audit-log.ts'
import { recordAudit } from '#server/audit/record-audit.ts'
import { type EmbeddedKafka, startKafka } from '#server/demo/broker/start-kafka.ts'
import { createTopic } from '#testkit/broker/topics.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { ledgerIndex } from '#server/replay-ledger/ledger-index.ts'
import { replayedOf } from '#server/replay-ledger/replayed-of.ts'
import { connectHeaders, record, settled, startReplay, testContext, write } from '#testkit/replays/harness.ts'
import { INTERNAL_TOPIC, type InternalTopic } from '#server/store/internal-topics.ts'
import { stateStore } from '#server/store/state-store.ts'
import { NO_KEYS } from './key-ring.ts'
import { installKeyRingOf } from './own-keys.ts'
import { inject, recordsOfKey } from '#testkit/trust/attacker.ts'
import { testKeyRing } from '#testkit/trust/test-keys.ts'
import { untrustedRecords } from './trust-report.ts'

let dataDir: string
let kafka: EmbeddedKafka
const clusters: KafkaCluster[] = []

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tailrace-own-topics-'))
  kafka = await startKafka({ dataDir })
})
afterAll(async () => {
  for (const cluster of clusters) cluster.close()
  await kafka.stop()
  await rm(dataDir, { recursive: true, force: true })
})

/** A console of its own, as far as memory and keys go. */
function console_(ring = testKeyRing('test')): KafkaCluster {
  const cluster = new KafkaCluster(testCluster(kafka.bootstrapServers))
  installKeyRingOf(cluster, ring)
  clusters.push(cluster)
  return cluster
}

const reported = (cluster: KafkaCluster, topic: InternalTopic) =>
  Object.fromEntries(
    untrustedRecords(cluster).flatMap((one) => (one.topic === topic ? [[one.problem, one.count] as const] : [])),
  )

const changed = (original: KafkaRecord | undefined): Partial<KafkaRecord> => ({
  ...original,
  value: Buffer.from(original?.value?.toString().replace('"', ' "') ?? 'x'),
})

describe('__tailrace_state', () => {
  const attacks: [string, string, (records: KafkaRecord[]) => Partial<KafkaRecord>][] = [
    ['forged', 'unsigned', ([old]) => ({ key: old?.key ?? null, value: Buffer.from('"forged"') })],
    ['removed', 'unsigned', ([old]) => ({ key: old?.key ?? null, value: null })],
    ['altered', 'altered', (records) => changed(records.at(-1))],
    ['removed with the signature of its value', 'altered', (records) => ({ ...records.at(-1), value: null })],
    ['moved to another key', 'altered', ([old]) => ({ ...old, key: Buffer.from('attack/other') })],
    ['restored to an earlier value', 'copied', ([old]) => ({ ...old })],
  ]

  test.each(attacks)('a value that is %s is not obeyed by either console', async (name, problem, attack) => {
    const [first, second] = [console_(), console_()]
    const key = `attack/${name}`
    for (const value of ['"old"', '"new"']) await stateStore(first).put(key, value)
    if (name.startsWith('moved')) await stateStore(first).put('attack/other', '"its own"')
    await stateStore(second).refresh()
    expect(stateStore(second).get(key)).toBe('"new"')
    await inject(first, INTERNAL_TOPIC.state, [attack(await recordsOfKey(first, INTERNAL_TOPIC.state, key))])
    const attacked = name.startsWith('moved') ? 'attack/other' : key
    for (const cluster of [first, second, console_()]) {
      await stateStore(cluster).refresh()
      expect(stateStore(cluster).get(attacked)).toBeUndefined()
      expect(stateStore(cluster).entries(attacked)).toEqual([])
      expect(stateStore(cluster).blocked(attacked)).toBe(problem)
      expect(reported(cluster, INTERNAL_TOPIC.state)[problem]).toBeGreaterThan(0)
    }
    // What a console writes again counts, for all of them.
    await stateStore(second).put(attacked, '"again"')
    await stateStore(first).refresh()
    expect(stateStore(first).get(attacked)).toBe('"again"')
  })

  test('a copy of the newest value changes nothing, and is reported', async () => {
    const cluster = console_()
    await stateStore(cluster).put('attack/newest', '"new"')
    await inject(cluster, INTERNAL_TOPIC.state, await recordsOfKey(cluster, INTERNAL_TOPIC.state, 'attack/newest'))
    await stateStore(cluster).refresh()
    expect(stateStore(cluster).get('attack/newest')).toBe('"new"')
    expect(reported(cluster, INTERNAL_TOPIC.state)['copied']).toBeGreaterThan(0)
  })

  test('another key is said to be that of another console; a rotated one is known', async () => {
    const [own, other] = [console_(), console_(testKeyRing('other'))]
    await stateStore(own).put('attack/foreign', '"own"')
    await stateStore(other).put('attack/foreign', '"other"')
    await stateStore(own).refresh()
    expect(stateStore(own).get('attack/foreign')).toBeUndefined()
    expect(stateStore(own).blocked('attack/foreign')).toBe('foreignKey')
    expect(reported(own, INTERNAL_TOPIC.state)['foreignKey']).toBeGreaterThan(0)
    const rotated = console_(testKeyRing('new', 'test', 'other'))
    await stateStore(rotated).put('attack/rotated', '"new"')
    expect(stateStore(rotated).get('attack/foreign')).toBe('"other"')
    expect(stateStore(rotated).get('attack/rotated')).toBe('"new"')
  })

  test('consoles that write one key at the same moment agree, and block nothing', async () => {
    const consoles = [console_(), console_(), console_()]
    await stateStore(console_()).put('race', '0')
    await Promise.all(
      consoles.map(async (cluster, index) => {
        for (let round = 0; round < 15; round += 1) await stateStore(cluster).put('race', `${index}-${round}`)
      }),
    )
    const values = new Set<string | undefined>()
    for (const cluster of [...consoles, console_()]) {
      await stateStore(cluster).refresh()
      values.add(stateStore(cluster).get('race'))
    }
    expect(values.size).toBe(1)
    expect([...values][0]).toMatch(/^\d-14$/)
  })

  test('without a key nothing is kept durably, and nothing that is signed is believed', async () => {
    await stateStore(console_()).put('attack/keyless', '"signed"')
    const keyless = console_(NO_KEYS)
    await stateStore(keyless).refresh()
    expect(stateStore(keyless).get('attack/keyless')).toBeUndefined()
    expect(await stateStore(keyless).put('attack/memory', '"here"')).toBe(false)
    expect(stateStore(keyless).get('attack/memory')).toBe('"here"')
    expect(await recordsOfKey(keyless, INTERNAL_TOPIC.state, 'attack/memory')).toEqual([])
  })
})

describe('__tailrace_audit', () => {
  test('forged, altered, copied and foreign records are not shown, and reported', async () => {
    const cluster = console_()
    const outcome = { actor: 'anna', requestId: 'r', result: 'ok' as const, problem: null, target: 'payments' }
    await recordAudit(cluster, { ...outcome, action: 'attack.original' })
    const before = await auditLog(cluster).records()
    const key = before.find(({ action }) => action === 'attack.original')?.id ?? ''
    const [original] = await recordsOfKey(cluster, INTERNAL_TOPIC.audit, key)
    expect(original).toBeDefined()
    const forged = { key: Buffer.from('x'), value: original?.value ?? null }
    await inject(cluster, INTERNAL_TOPIC.audit, [
      forged,
      changed(original),
      { ...original },
      { key: original?.key ?? null, value: null },
    ])
    await recordAudit(console_(testKeyRing('other')), { ...outcome, action: 'attack.foreign' })
    for (const reader of [cluster, console_()]) {
      const after = await auditLog(reader).records()
      expect(after.filter(({ action }) => action.startsWith('attack.'))).toEqual(
        before.filter(({ action }) => action.startsWith('attack.')),
      )
      expect(reported(reader, INTERNAL_TOPIC.audit)).toEqual({ unsigned: 2, altered: 1, copied: 1, foreignKey: 1 })
    }
  })
})

describe('__tailrace_replays', () => {
  test('what forged, altered, copied and foreign entries say was not sent, and the replay is blocked', async () => {
    const ctx = testContext(kafka.bootstrapServers)
    clusters.push(ctx.cluster)
    const origin = await createTopic({ bootstrapServers: kafka.bootstrapServers })
    const dlq = await createTopic({ bootstrapServers: kafka.bootstrapServers, topic: `${origin}-dlq` })
    const deadLetter = record({ value: Buffer.from('x'), headers: connectHeaders(origin, 0, 0) })
    await write(ctx.cluster, { topic: dlq }, [deadLetter, deadLetter])
    const source = { topic: dlq, topicId: (await ctx.cluster.topic(dlq)).topicId }
    const one = { records: [{ partition: 0, offset: '0' }] }
    const job = await startReplay(ctx, { source: { topic: dlq }, selection: one, target: { origin: true } })
    await settled(ctx, job.id)

    const original = (await recordsOfKey(ctx.cluster, INTERNAL_TOPIC.replays, job.id)).at(-1)
    const text = original?.value?.toString() ?? ''
    const forged = text.replace('"first":"0"', '"first":"1"')
    expect(forged).not.toBe(text)
    const key = original?.key ?? null
    const reader = console_()
    await inject(ctx.cluster, INTERNAL_TOPIC.replays, [{ ...original }])
    await ledgerIndex(reader).refresh()
    // The original of a copy says the same.
    expect(ledgerIndex(reader).blocked(job.id)).toBeNull()
    await inject(ctx.cluster, INTERNAL_TOPIC.replays, [
      { key, value: Buffer.from(forged) },
      { ...original, value: Buffer.from(forged) },
      { key, value: null },
    ])
    for (const cluster of [ctx.cluster, reader, console_()]) {
      const { wasReplayed } = await replayedOf(cluster, source)
      expect([0n, 1n].map((offset) => wasReplayed(0, offset))).toEqual([true, false])
      expect(reported(cluster, INTERNAL_TOPIC.replays)).toEqual({ copied: 1, unsigned: 2, altered: 1 })
      expect(ledgerIndex(cluster).blocked(job.id)).toBe('unsigned')
    }
    const foreign = console_(testKeyRing('other'))
    expect((await replayedOf(foreign, source)).wasReplayed(0, 0n)).toBe(false)
    expect(reported(foreign, INTERNAL_TOPIC.replays)['foreignKey']).toBeGreaterThan(0)
  })
})
