import type { ITopicConfig } from 'kafkajs'
import type { Clients } from './clients.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MB = 1 << 20

/** Deletes by age or size, whichever comes first. A partition may exceed `mb` by the open segment, a quarter of it (1 MB is the least Kafka accepts). */
function keep(days: number, mb: number): Record<string, number | string> {
  return { 'retention.ms': days * DAY_MS, 'retention.bytes': mb * MB, 'segment.bytes': Math.max(MB, (mb * MB) / 4) }
}

const COMPACTED = {
  'cleanup.policy': 'compact',
  'segment.bytes': 4 * MB,
  'segment.ms': HOUR_MS,
  'min.cleanable.dirty.ratio': '0.2',
  'delete.retention.ms': HOUR_MS,
}

/**
 * Every topic of the shop. The limits add up to about 300 MB; Kafka's own topics need some 70 MB more, so the demo can run for years.
 * How many partitions each has also decides where the history is placed.
 */
export const TOPICS = {
  orders: { partitions: 3, config: keep(7, 16) },
  payments: { partitions: 3, config: keep(7, 16) },
  'payments-retry-0': { partitions: 3, config: keep(7, 4) },
  'payments-retry-1': { partitions: 3, config: keep(7, 4) },
  'payments-dlt': { partitions: 3, config: keep(30, 8) },
  shipments: { partitions: 3, config: keep(7, 16) },
  'shipments.dlq': { partitions: 1, config: keep(30, 8) },
  customers: { partitions: 2, config: COMPACTED },
  clicks: { partitions: 4, config: keep(1, 8) },
  timestamp: { partitions: 1, config: keep(2, 4) },
  'word-counts': { partitions: 2, config: COMPACTED },
} satisfies Record<string, { partitions: number; config: Record<string, number | string> }>
export type ShopTopic = keyof typeof TOPICS

export async function createTopics(clients: Clients): Promise<void> {
  const topics: ITopicConfig[] = Object.entries(TOPICS).map(([topic, { partitions, config }]) => ({
    topic,
    numPartitions: partitions,
    replicationFactor: 1,
    configEntries: Object.entries(config).map(([name, value]) => ({ name, value: String(value) })),
  }))
  const admin = clients.kafka('shop-setup').admin()
  await admin.connect()
  try {
    await admin.createTopics({ topics, waitForLeaders: true })
  } finally {
    await admin.disconnect()
  }
}
