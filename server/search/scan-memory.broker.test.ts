import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { SearchQuery } from '#lib/contract/search.ts'
import { readerContext } from '#testkit/http/test-context.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { CODECS } from '#testkit/kafka/fill-topic.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { searchRecords } from './search-records.ts'
import { lastingTopic } from '#testkit/search/lasting-topic.ts'

const PARTITIONS = 3
const BATCHES = 90
const PER_BATCH = 40
/** 100 KB a batch, so that the answers to fetches are large and their memory is used again. */
const VALUE_BYTES = 2_500

let cluster: KafkaCluster
beforeAll(() => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
})
afterAll(() => cluster.close())

/** What the record says of itself, over and over. */
function valueOf(partition: number, offset: number): string {
  const mark = offset % 97 === 0 ? 'sought' : 'other'
  return `${mark} ${partition}:${offset} `.repeat(VALUE_BYTES / 10).slice(0, VALUE_BYTES)
}

test('what is found is what was written, although memory is used again', { retry: 0 }, async () => {
  const topic = await lastingTopic({ partitions: PARTITIONS })
  for (let index = 0; index < BATCHES; index += 1) {
    const partition = index % PARTITIONS
    const first = Math.floor(index / PARTITIONS) * PER_BATCH
    const records = Array.from({ length: PER_BATCH }, (_, at) => ({
      key: null,
      value: Buffer.from(valueOf(partition, first + at)),
      headers: [],
      timestamp: 1_000 + first + at,
    }))
    const compression = index % 4 === 3 ? (CODECS[index % CODECS.length] ?? 'none') : 'none'
    await appendBatch(cluster, { topic, partition }, encodeBatch({ records, compression }))
  }
  const perPartition = (BATCHES / PARTITIONS) * PER_BATCH
  const signal = AbortSignal.timeout(60_000)
  for (const from of ['oldest', 'newest'] as const) {
    for (const filter of [{ text: 'sought' }, { filter: 'value.contains("sought")' }, {}]) {
      const input = { topic, ...SearchQuery.parse({ from, ...filter }), limit: Infinity }
      let found = 0
      for await (const event of searchRecords(readerContext(cluster, signal), input)) {
        if (event.type !== 'record') continue
        const { partition, record } = event.found
        expect(record.value?.toString()).toBe(valueOf(partition, Number(record.offset)))
        found += 1
      }
      const each = Object.keys(filter).length === 0 ? perPartition : Math.ceil(perPartition / 97)
      expect({ from, filter, found }).toEqual({ from, filter, found: PARTITIONS * each })
    }
  }
})
