import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { createTopic } from '#testkit/broker/topics.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { connectHeaders, record, write } from '#testkit/replays/harness.ts'

/** The route as Next.js calls it, in a process whose configuration is `env`. */
async function post(env: Record<string, string>, body: unknown): Promise<Response> {
  vi.resetModules()
  for (const key of Object.getOwnPropertySymbols(globalThis))
    if (key.description?.startsWith('tailrace.')) Reflect.deleteProperty(globalThis, key)
  vi.stubEnv('TAILRACE_BROKERS', inject('bootstrapServers'))
  vi.stubEnv('TAILRACE_ANONYMOUS_ROLES', 'admin')
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const { POST } = await import('#app/api/v1/clusters/[cluster]/replays/route.ts')
  const { runtime } = await import('#server/runtime.ts')
  try {
    const { id } = runtime().config.clusters[0] ?? { id: '' }
    return await POST(
      new Request(`http://127.0.0.1:3000/api/v1/clusters/${id}/replays`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', host: '127.0.0.1:3000' },
      }),
    )
  } finally {
    await runtime().stop()
    vi.unstubAllEnvs()
  }
}

let body: Record<string, unknown>

beforeAll(async () => {
  const origin = await createTopic()
  const topic = await createTopic({ topic: `${origin}-dlq` })
  const cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
  await write(cluster, { topic }, [record({ key: Buffer.from('k'), headers: connectHeaders(origin, 0, 0) })])
  cluster.close()
  body = { source: { topic }, selection: { all: true }, target: { origin: true }, reason: 'a test', dryRun: true }
})
afterAll(() => vi.unstubAllEnvs())

test('a dry run answers 200 over HTTP', async () => {
  const response = await post({}, body)
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ selected: 1, planHash: expect.any(String) })
})

test('a read-only cluster refuses it', async () => {
  const response = await post({ TAILRACE_READ_ONLY: 'true' }, { ...body, dryRun: false })
  expect(response.status).toBe(403)
  expect(await response.json()).toMatchObject({ code: 'READ_ONLY' })
})

test('who may only look is refused', async () => {
  const response = await post({ TAILRACE_ANONYMOUS_ROLES: 'viewer' }, body)
  expect(response.status).toBe(403)
  expect(await response.json()).toMatchObject({ code: 'FORBIDDEN' })
})

test('a reason is needed', async () => {
  const { reason: _, ...without } = body
  const response = await post({}, without)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ code: 'INVALID_INPUT', issues: [{ path: 'reason' }] })
})
