import { expect, test } from 'vitest'
import type { TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import { ClusterIdentity } from './cluster-identity.ts'

const seen = (clusterId: string | null, ...ids: (string | null)[]) => ({
  clusterId,
  topics: new Map(
    ids.map((topicId, index) => {
      const name = `topic-${index}`
      return [name, { name, topicId, internal: false, errorCode: 0, partitions: [] }] satisfies [string, TopicMetadata]
    }),
  ),
})

test('a cluster is another one by its id, or when none of its topics is left', () => {
  const identity = new ClusterIdentity()
  expect(identity.isRenewedBy(seen('a', '1', '2'))).toBe(false)
  expect(identity.isRenewedBy(seen('a', '2', '3'))).toBe(false)
  expect(identity.isRenewedBy(seen('a'))).toBe(false)
  expect(identity.isRenewedBy(seen('a', '3'))).toBe(false)
  expect(identity.isRenewedBy(seen('a', '4', '5'))).toBe(true)
  expect(identity.isRenewedBy(seen('b', '4', '5'))).toBe(true)
  expect(identity.isRenewedBy(seen('b', null))).toBe(false)
})
