import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { TailGap, TailMessages } from '#lib/contract/tail.ts'
import { testConsole } from '#testkit/http/test-console.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { askApart } from '#testkit/ask-apart.ts'
import { type ProcessStrain, watchProcess } from '#testkit/watch-process.ts'
import { readSse } from '#testkit/tail/read-sse.ts'
import { HOSTILE_BYTES, hostileTopic } from '#testkit/messages/hostile-topic.ts'

/** What one answer may take, with what is around the record. */
const ANSWER_BYTES = (16 << 20) + 4_096
const BUSY_MS = 250
const GROWTH_MB = 500

let console_: Awaited<ReturnType<typeof testConsole>>
let cluster: KafkaCluster
let topic: string
let repeat: () => Promise<void>
let messages: string
beforeAll(async () => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
  ;({ topic, repeat } = await hostileTopic(cluster))
  console_ = await testConsole(inject('bootstrapServers'))
  messages = `${console_.api}/topics/${topic}/messages`
  await askApart([`${messages}/0/4`])
}, 120_000)
afterAll(async () => {
  cluster.close()
  await console_.close()
})

function expectUnstrained({ busyMs, grewMb }: ProcessStrain): void {
  expect(busyMs).toBeLessThan(BUSY_MS)
  expect(grewMb).toBeLessThan(GROWTH_MB)
}

describe('a record of 120 MiB in 120 KB', { timeout: 120_000 }, () => {
  test.each([
    ['zeros', '0/0'],
    ['zeros as text', '0/0?valueFormat=text'],
    ['zeros as base64', '0/0?valueFormat=base64'],
    ['JSON', '0/1'],
    ['60,000 headers', '0/2'],
    ['5,000,000 headers', '0/3'],
  ])('8 looks at once at %s hold up nobody', async (_, place) => {
    const stop = watchProcess()
    const answers = await askApart(Array.from({ length: 8 }, () => `${messages}/${place}`))
    expectUnstrained(stop())
    for (const { status, bytes } of answers) {
      expect(status).toBe(200)
      expect(bytes).toBeLessThan(ANSWER_BYTES)
    }
  })

  test('20 lists at once hold up nobody', async () => {
    const stop = watchProcess()
    const answers = await askApart(Array.from({ length: 20 }, () => messages))
    expectUnstrained(stop())
    for (const { status, start } of answers) {
      expect(status).toBe(200)
      expect(start).toContain('{\\"small\\":1}')
    }
  })

  test.each(['records', 'records/0/0', 'records/0/3', 'failures'])(
    'as dead letters they hold up nobody: %s',
    async (path) => {
      const stop = watchProcess()
      const answers = await askApart(Array.from({ length: 4 }, () => `${console_.api}/dead-letters/${topic}/${path}`))
      expectUnstrained(stop())
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    },
  )

  test('its bytes can be downloaded, two at a time', async () => {
    const stop = watchProcess()
    const answers = await askApart(Array.from({ length: 4 }, () => `${messages}/0/1?download=value`))
    expectUnstrained(stop())
    expect(answers.map(({ status, bytes }) => [status, bytes])).toEqual(answers.map(() => [200, HOSTILE_BYTES]))
  })

  test('a live tail says that it is too large, and goes on', async () => {
    const leaving = new AbortController()
    const seen: string[] = []
    const texts: string[] = []
    const reading = readSse(`${console_.api}/tail?topics=${topic}&last=5`, {
      signal: leaving.signal,
      onEvent: ({ event, data }) => {
        if (event === 'gap') texts.push(TailGap.parse(JSON.parse(data)).text)
        if (event === 'messages')
          seen.push(...TailMessages.parse(JSON.parse(data)).messages.map(({ value }) => value?.text ?? ''))
      },
    })
    await expect.poll(() => seen, { timeout: 20_000 }).toContain('{"small":1}')
    const stop = watchProcess()
    await repeat()
    await expect.poll(() => seen.filter((text) => text === '{"small":1}'), { timeout: 60_000 }).toHaveLength(2)
    leaving.abort()
    await reading
    expect(stop().busyMs).toBeLessThan(BUSY_MS)
    expect(texts).toEqual(Array(3).fill(expect.stringContaining('unpacks to more than')))
  })
})
