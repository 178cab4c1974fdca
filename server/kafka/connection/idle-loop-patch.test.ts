import RequestQueue from 'kafkajs/src/network/requestQueue/index.js'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { patchIdleLoop } from './idle-loop-patch.ts'

const quietLogger = { debug: () => undefined, namespace: () => quietLogger }

function newQueue(): InstanceType<typeof RequestQueue> {
  return new RequestQueue({
    maxInFlightRequests: 1,
    requestTimeout: 1000,
    clientId: 'test',
    broker: 'test:1',
    logger: quietLogger,
  })
}

const warnings: string[] = []
const emitWarning = vi.spyOn(process, 'emitWarning')
beforeAll(() => {
  emitWarning.mockImplementation((warning) => void warnings.push(String(warning)))
})
afterAll(() => emitWarning.mockRestore())

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** How often an idle queue wakes up in 50 ms. */
async function wakeUps(): Promise<number> {
  const queue = newQueue()
  let count = 0
  const check = queue.checkPendingRequests.bind(queue)
  queue.checkPendingRequests = () => {
    count += 1
    check()
  }
  queue.checkPendingRequests()
  await wait(50)
  queue.destroy()
  return count - 1
}

test('kafkajs still has the idle loop: when this fails, the patch can go', async () => {
  expect(await wakeUps()).toBeGreaterThan(5)
  expect(warnings.join()).toContain('is a negative number')
})

test('patched, an idle queue sleeps', async () => {
  patchIdleLoop()
  warnings.length = 0
  expect(await wakeUps()).toBe(0)
  expect(warnings).toEqual([])
})

test.each([-1, Date.now() - 5, Date.now() + 1e15])(
  'patched, no timer is armed that Node cannot hold: throttled until %s',
  (until) => {
    patchIdleLoop()
    const armed = vi.spyOn(globalThis, 'setTimeout')
    const queue = newQueue()
    queue.throttledUntil = until
    queue.pending.push({})
    queue.scheduleCheckPendingRequests()
    queue.pending.length = 0
    const delayMs = armed.mock.calls[0]?.[1] ?? Number.NaN
    armed.mockRestore()
    queue.destroy()
    expect(delayMs).toBeGreaterThan(0)
    expect(delayMs).toBeLessThan(2 ** 31)
  },
)

test('patched, a request that waits for the end of a throttle is still sent', async () => {
  patchIdleLoop()
  const queue = newQueue()
  queue.maybeThrottle(30)
  let sentAfterMs = 0
  const start = Date.now()
  const push = queue as unknown as { push: (request: unknown) => void }
  push.push({
    entry: {
      correlationId: 1,
      apiKey: 3,
      apiName: 'Metadata',
      apiVersion: 1,
      resolve: () => undefined,
      reject: () => undefined,
    },
    expectResponse: true,
    sendRequest: () => (sentAfterMs = Date.now() - start),
  })
  await wait(80)
  queue.destroy()
  expect(sentAfterMs).toBeGreaterThanOrEqual(29)
})
