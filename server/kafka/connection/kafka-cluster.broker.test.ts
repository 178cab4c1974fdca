import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { readOffsets } from '../fetch/read-offsets.ts'
import { listGroups } from '../protocol/list-groups.ts'
import { leaderOf } from './cluster-metadata.ts'
import { KafkaCluster } from './kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'

let cluster: KafkaCluster

beforeAll(() => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
})
afterAll(() => cluster.close())

describe('a cluster that is there', () => {
  test('metadata names topics with their ids, partitions and leaders', async () => {
    const topic = await createTopic({ partitions: 3 })
    const found = await cluster.topic(topic)
    expect(found.topicId).toMatch(/./)
    expect(found.partitions.map(({ partition }) => partition)).toEqual([0, 1, 2])
    expect(leaderOf(found, 2)).toBeGreaterThanOrEqual(0)
    expect(cluster.health.status).toBe('up')
  })

  test('a look at a topic that is not there says so and does not create it', async () => {
    const absent = randomName('absent')
    await expect(cluster.topic(absent)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await cluster.metadata({ maxAgeMs: 0 })).topics.has(absent)).toBe(false)
  })

  test('topics deleted while they are watched disturb nothing else, ten times over', async () => {
    const stays = await createTopic()
    const admin = testKafka().admin()
    await admin.connect()
    for (let round = 0; round < 10; round += 1) {
      const goes = await createTopic()
      await cluster.topic(goes)
      await admin.deleteTopics({ topics: [goes] })
      const answers = await readOffsets(
        cluster,
        new Map([
          [stays, [0]],
          [goes, [0]],
        ]),
        'latest',
      )
      expect(answers.get(stays)?.get(0)).toMatchObject({ ok: true })
      expect(answers.get(goes)?.get(0)).toMatchObject({ ok: false })
    }
    await admin.disconnect()
  })

  test('reading joins no group', async () => {
    await cluster.metadata({ maxAgeMs: 0 })
    const { groups } = await cluster.send('any', listGroups, {})
    expect(groups.map(({ groupId }) => groupId)).not.toContain('tailrace-never-joins')
  })

  test('concurrent readers share one request', async () => {
    const [a, b] = await Promise.all([cluster.metadata({ maxAgeMs: 0 }), cluster.metadata({ maxAgeMs: 0 })])
    expect(a).toBe(b)
  })
})

describe('a cluster that is not there', () => {
  test('says what to do, and a second request within a second does not try again', async () => {
    const nobody = new KafkaCluster(testCluster('127.0.0.1:1'))
    await expect(nobody.metadata()).rejects.toMatchObject({
      code: 'CLUSTER_UNREACHABLE',
      message: expect.stringMatching(/Nothing listens on 127\.0\.0\.1:1/),
    })
    const start = performance.now()
    await expect(nobody.metadata()).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    expect(performance.now() - start).toBeLessThan(5)
    expect(nobody.health).toMatchObject({ status: 'down' })
    nobody.close()
  })

  test('TLS towards a plain port is named', async () => {
    const wrong = new KafkaCluster({ ...testCluster(inject('bootstrapServers')), tls: true })
    await expect(wrong.metadata()).rejects.toMatchObject({
      code: 'CLUSTER_UNREACHABLE',
      message: expect.stringMatching(/TLS|closed the connection|cannot be reached/),
    })
    wrong.close()
  })
})
