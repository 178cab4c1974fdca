import RequestQueue from 'kafkajs/src/network/requestQueue/index.js'
import { expect, test } from 'vitest'
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
})

test('patched, an idle queue sleeps', async () => {
  patchIdleLoop()
  expect(await wakeUps()).toBe(0)
})

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
