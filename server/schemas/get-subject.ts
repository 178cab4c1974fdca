import { z } from 'zod'
import type { SubjectDetail } from '#lib/contract/schemas.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { readCompatibility } from './read-compatibility.ts'
import { registryOf } from './registry-of.ts'
import { pathSegment } from '#server/serde/registry/path-segment.ts'

const Versions = z.array(z.number().int())

/** One subject. @throws AppError NOT_FOUND */
export async function getSubject(
  { cluster }: Pick<ClusterCtx, 'cluster'>,
  { subject }: { subject: string },
): Promise<SubjectDetail> {
  const registry = registryOf(cluster)
  const [versions, own, common] = await Promise.all([
    registry.get(`/subjects/${pathSegment(subject)}/versions`, Versions),
    readCompatibility(registry, subject),
    readCompatibility(registry),
  ])
  return {
    subject,
    versions: versions.toSorted((a, b) => b - a),
    compatibility: own ?? common,
    compatibilityInherited: own === null,
    topics: await topicsOf(cluster, subject),
  }
}

/** The topic that serializers would use the subject for, if the cluster has it. */
async function topicsOf(cluster: KafkaCluster, subject: string): Promise<SubjectDetail['topics']> {
  const [, topic, side] = /^(.+)-(key|value)$/.exec(subject) ?? []
  if (topic === undefined || (side !== 'key' && side !== 'value')) return []
  const known = await cluster.metadata().catch(() => null)
  return known?.topics.has(topic) ? [{ topic, side }] : []
}
