import { expect, test } from 'vitest'
import { TOPICS } from './topics.ts'

/** Of the 500 MB the demo may take, what is left for Kafka's own topics, compacted ones and logs. */
const RESERVE = 150 << 20

test('the topics that grow for ever stay within the limit of the disk', () => {
  let most = 0
  for (const { partitions, config } of Object.values<{ partitions: number; config: Record<string, string | number> }>(
    TOPICS,
  )) {
    if (config['cleanup.policy'] === 'compact') continue
    most += partitions * (Number(config['retention.bytes']) + Number(config['segment.bytes']))
  }
  expect(most).toBeGreaterThan(100 << 20)
  expect(most).toBeLessThan((500 << 20) - RESERVE)
})
