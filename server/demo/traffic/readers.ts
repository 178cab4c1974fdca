import type { Clients } from './clients.ts'

/** Two members that keep up with `shipments`: the healthy group. */
export async function runShippingNotifier(clients: Clients): Promise<void> {
  for (const member of ['a', 'b']) {
    const consumer = clients.consumer(`shipping-notifier-${member}`, { groupId: 'shipping-notifier' })
    await consumer.connect()
    await consumer.subscribe({ topics: ['shipments'] })
    await consumer.run({ eachMessage: async () => undefined })
  }
}

/** Reads 15 of 25 clicks a second, from the beginning: its lag grows until retention takes away what it has not read. */
export async function runSlowAnalytics(clients: Clients): Promise<void> {
  const perSecond = 15
  const consumer = clients.consumer('click-analytics', { groupId: 'click-analytics', maxBytesPerPartition: 4_096 })
  await consumer.connect()
  await consumer.subscribe({ topics: ['clicks'], fromBeginning: true })
  await consumer.run({
    autoCommitInterval: 2_000,
    eachBatch: async (payload) => {
      for (const message of payload.batch.messages) {
        if (!payload.isRunning() || payload.isStale()) return
        await new Promise((resolve) => setTimeout(resolve, 1_000 / perSecond))
        payload.resolveOffset(message.offset)
        await payload.commitOffsetsIfNecessary()
        await payload.heartbeat()
      }
    },
  })
}
