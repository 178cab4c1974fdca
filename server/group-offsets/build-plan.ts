import { invalid } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { type OffsetAnswers, readOffsets, type TopicPartitionLists } from '#server/kafka/fetch/read-offsets.ts'
import { loadTarget, type TargetGroup } from './load-target.ts'
import { chosenPartitions, planOffset, type PlanInput, type PlannedOffset, timeOf } from './plan-offsets.ts'

/** What the body of a preview or change asks for. */
export interface ChangeRequest extends PlanInput {
  topics?: string[] | undefined
  partitions?: { topic: string; partition: number; offset?: string | undefined }[] | undefined
}

/** Works out where every chosen partition goes. @throws AppError INVALID_INPUT, NOT_FOUND */
export async function buildPlan(
  cluster: KafkaCluster,
  target: TargetGroup,
  request: ChangeRequest,
): Promise<PlannedOffset[]> {
  const time = timeOf(request)
  if (request.to === 'each' && !request.partitions?.some(({ offset }) => offset !== undefined))
    throw invalid('partitions', 'at least one partition with its offset is needed')
  const given = new Map(
    request.partitions?.map(({ topic, partition, offset }) => [`${topic}/${partition}`, offset]) ?? [],
  )
  const names = request.topics ?? request.partitions?.map(({ topic }) => topic) ?? []
  // A topic that was named must be there; of those that were only committed on, deleted ones are passed over.
  await Promise.all([...new Set(names)].map((name) => cluster.topic(name)))
  const { topics } = await cluster.metadata({ maxAgeMs: 1_000 })
  const chosen = chosenPartitions(
    target.committed,
    request,
    (topic) => topics.get(topic)?.partitions.map(({ partition }) => partition) ?? [],
  )
  const [earliest, latest, atTime, copied] = await Promise.all([
    readOffsets(cluster, chosen, 'earliest'),
    readOffsets(cluster, chosen, 'latest'),
    time === null ? null : readOffsets(cluster, chosen, time),
    request.to === 'group' ? loadTarget(cluster, request.value ?? '') : null,
  ])
  return positions(chosen).map(({ topic, partition }) => {
    const at = atTime ? offsetAt(atTime, topic, partition) : null
    return planOffset(request, {
      topic,
      partition,
      before: target.committed.get(topic)?.get(partition)?.offset ?? null,
      start: offsetAt(earliest, topic, partition),
      end: offsetAt(latest, topic, partition),
      atTime: at === null || at < 0n ? null : at,
      copied: copied?.committed.get(topic)?.get(partition)?.offset ?? null,
      given: bigintOf(given.get(`${topic}/${partition}`)),
    })
  })
}

function bigintOf(text: string | undefined): bigint | null {
  return text === undefined ? null : BigInt(text)
}

function positions(chosen: TopicPartitionLists): { topic: string; partition: number }[] {
  return [...chosen].flatMap(([topic, partitions]) => partitions.map((partition) => ({ topic, partition })))
}

function offsetAt(answers: OffsetAnswers, topic: string, partition: number): bigint {
  const answer = answers.get(topic)?.get(partition)
  if (answer?.ok) return answer.at.offset
  throw answer?.error ?? new Error(`no answer for ${topic}/${partition}`)
}
