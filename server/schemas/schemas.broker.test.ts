import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { listSubjects as contract, SchemaVersion, SubjectDetail, SubjectList } from '#lib/contract/schemas.ts'
import { createTopic } from '#testkit/broker/topics.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { RecordedRegistry } from '#testkit/serde/recorded-registry.ts'
import { getSchemaVersion } from './get-schema-version.ts'
import { getSubject } from './get-subject.ts'
import { listSubjects } from './list-subjects.ts'

let registry: RecordedRegistry
let cluster: KafkaCluster

beforeAll(async () => {
  registry = new RecordedRegistry()
  cluster = new KafkaCluster({
    ...testCluster(inject('bootstrapServers')),
    schemaRegistry: { url: await registry.start() },
  })
})
afterAll(async () => {
  cluster.close()
  await registry.stop()
})

const list = async (query: Record<string, unknown> = {}) =>
  SubjectList.parse(await listSubjects({ cluster }, { cluster: 'test', ...contract.query.parse(query) }))

test('subjects come in pages, and only those of the page are read', async () => {
  registry.requests.length = 0
  const { items, total, registry: about } = await list({ search: '-VALUE', pageSize: 2, sort: '-subject' })
  expect(items.map(({ subject, type }) => [subject, type])).toEqual([
    ['strange-value', 'PROTOBUF'],
    ['stock-value', 'AVRO'],
  ])
  expect(total).toBe(17)
  expect(about).toMatchObject({ compatibility: 'NONE', mode: 'READWRITE' })
  expect(registry.requests.filter((path) => path.includes('/versions/latest'))).toHaveLength(2)
})

test('a subject says its versions and the topic it stands for', async () => {
  const topic = await createTopic()
  registry.answers[`/subjects/${topic}-key/versions`] = { status: 200, body: [1, 2, 10] }
  const found = SubjectDetail.parse(await getSubject({ cluster }, { subject: `${topic}-key` }))
  expect(found).toMatchObject({
    versions: [10, 2, 1],
    compatibility: 'NONE',
    compatibilityInherited: true,
    topics: [{ topic, side: 'key' }],
  })
  await expect(getSubject({ cluster }, { subject: 'nope' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a version is printed for people, a compiled descriptor too', async () => {
  const avro = SchemaVersion.parse(await getSchemaVersion({ cluster }, { subject: 'orders-value', version: 'latest' }))
  expect(avro).toMatchObject({
    type: 'AVRO',
    version: 1,
    problem: null,
    references: [{ name: 'shop.common.Customer', subject: 'shop.common.Customer', version: 1 }],
  })
  expect(avro.text).toContain('\n  "name": "Order",')
  const proto = await getSchemaVersion({ cluster }, { subject: 'shipments-value', version: '1' })
  expect(proto.problem).toBeNull()
  for (const line of [
    'syntax = "proto3";',
    'import "google/protobuf/any.proto";',
    '  message Parcel {',
    '  repeated shop.Shipment.Parcel parcels = 3;',
    '  map<string, int32> counts = 4;',
    '  oneof target {\n    string door = 9;\n    int32 locker = 10;\n  }',
    '  optional int32 floor = 16;',
    '  bool fragile = 17;',
  ]) {
    expect(proto.text).toContain(line)
  }
})

test('without a registry the list says so, and with a silent one the request fails', async () => {
  const plain = new KafkaCluster(testCluster(inject('bootstrapServers')))
  const input = { cluster: 'test', ...contract.query.parse({}) }
  expect(await listSubjects({ cluster: plain }, input)).toMatchObject({ items: [], registry: null })
  await expect(getSubject({ cluster: plain }, { subject: 'x' })).rejects.toMatchObject({
    message: expect.stringContaining('No schema registry is configured'),
  })
  plain.close()
  const down = new KafkaCluster({
    ...testCluster(inject('bootstrapServers')),
    schemaRegistry: { url: 'http://127.0.0.1:1' },
  })
  await expect(listSubjects({ cluster: down }, input)).rejects.toMatchObject({
    code: 'CLUSTER_UNREACHABLE',
    message: 'The schema registry at 127.0.0.1:1 failed: nothing listens there.',
  })
  down.close()
})
