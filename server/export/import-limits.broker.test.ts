import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createTopic } from '#testkit/broker/topics.ts'
import { testConsole } from '#testkit/http/test-console.ts'

let console_: Awaited<ReturnType<typeof testConsole>>
let topic: string
beforeAll(async () => {
  topic = await createTopic()
  console_ = await testConsole(inject('bootstrapServers'))
})
afterAll(async () => console_.close())

function importing(body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<Response> {
  return fetch(`${console_.api}/topics/${topic}/import?dryRun=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body,
    signal,
    duplex: 'half',
  } as RequestInit)
}

/** A body that begins and never ends. */
const endless = () => new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(Buffer.from('{')) })

test('a third import of one client is refused', async () => {
  const leaving = new AbortController()
  const all = Array.from({ length: 3 }, () => importing(endless(), leaving.signal))
  for (const one of all) one.catch(() => undefined)
  const first = await Promise.race([...all, new Promise<null>((resolve) => setTimeout(resolve, 3_000, null))])
  leaving.abort()
  expect(first?.status).toBe(429)
})

test('a line of more than 32 MiB is refused', { timeout: 60_000 }, async () => {
  const tooLong = () => {
    let left = 33
    return new ReadableStream<Uint8Array>({
      pull: (controller) => ((left -= 1) >= 0 ? controller.enqueue(Buffer.alloc(1 << 20, 'x')) : controller.close()),
    })
  }
  // Those that left have their slots given back within moments.
  await expect
    .poll(async () => (await importing(tooLong(), AbortSignal.timeout(50_000))).status, { timeout: 10_000 })
    .toBe(413)
})
