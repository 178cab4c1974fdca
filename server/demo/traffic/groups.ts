import { setTimeout as nap } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
import type { Clients } from './clients.ts'
import { CONNECTOR } from './connect-headers.ts'

/** What each group has read when the history ends: topic and share. `fraud-report` stopped half-way; nobody runs it any more. */
const GROUPS = [
  { groupId: 'order-service', topic: 'orders', share: 1 },
  { groupId: 'payment-service', topic: 'payments', share: 1 },
  { groupId: 'payment-service-retry-0', topic: 'payments-retry-0', share: 1 },
  { groupId: 'payment-service-retry-1', topic: 'payments-retry-1', share: 1 },
  { groupId: 'shipping-notifier', topic: 'shipments', share: 1 },
  { groupId: `connect-${CONNECTOR}`, topic: 'shipments', share: 1 },
  { groupId: 'click-analytics', topic: 'clicks', share: 0.7 },
  { groupId: 'fraud-report', topic: 'payments', share: 0.5 },
] as const

const PAUSE_MS = 100
const ATTEMPTS = 200

/**
 * Waits until the coordinator of every group has loaded its offsets. A kafkajs consumer that joins earlier crashes, and its restart does not
 * find any broker until its metadata is renewed five minutes later.
 */
export async function coordinatorsReady(clients: Clients): Promise<void> {
  const admin = clients.kafka('shop-setup').admin()
  await admin.connect()
  try {
    for (const { groupId } of GROUPS) await offsetsLoaded(admin, groupId)
  } finally {
    await admin.disconnect()
  }
}

async function offsetsLoaded(admin: Admin, groupId: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await admin.fetchOffsets({ groupId })
      return
    } catch (error) {
      if (attempt === ATTEMPTS) throw error
      await nap(PAUSE_MS)
    }
  }
}

/** Lets a real member of each group join, commit where the history has led it, and leave. */
export async function commitGroups(clients: Clients): Promise<void> {
  await coordinatorsReady(clients)
  const admin = clients.kafka('shop-setup').admin()
  await admin.connect()
  try {
    await Promise.all(
      GROUPS.map(async ({ groupId, topic, share }) => {
        const ends = await admin.fetchTopicOffsets(topic)
        const offsets = ends.map(({ partition, high }) => ({
          topic,
          partition,
          offset: String(Math.floor(Number(high) * share)),
        }))
        await commit(clients, { groupId, topic, offsets })
      }),
    )
  } finally {
    await admin.disconnect()
  }
}

interface GroupOffsets {
  groupId: string
  topic: string
  offsets: { topic: string; partition: number; offset: string }[]
}

async function commit(clients: Clients, { groupId, topic, offsets }: GroupOffsets): Promise<void> {
  const consumer = clients.consumer(groupId, { groupId, maxWaitTimeInMs: 50 })
  await consumer.connect()
  await consumer.subscribe({ topics: [topic] })
  await consumer.run({ autoCommit: false, eachBatch: async () => undefined })
  await consumer.commitOffsets(offsets)
  await consumer.disconnect()
}
