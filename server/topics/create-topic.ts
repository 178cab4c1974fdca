import type { createTopic as contract } from '#lib/contract/topics.ts'
import { audited } from '#server/audit/record-audit.ts'
import { authorize } from '#server/auth/authorize.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { createTopics } from '#server/kafka/protocol/create-topics.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'

const BROKER_TIMEOUT_MS = 20_000

interface Created {
  name: string
  topicId: string | null
  created: boolean
}

/** Creates a topic, or with `validateOnly` has the broker check that it could. Partitions and replicas default to the cluster's own. */
export async function createTopic(ctx: ClusterCtx, input: InputOf<typeof contract>): Promise<Created> {
  authorize(ctx, 'topic.create', { kind: 'topic', topic: input.name })
  if (input.validateOnly) return create(ctx, input)
  const { name: target, partitions, replicationFactor, config, reason } = input
  const details = { partitions, replicationFactor, config }
  return audited(ctx, { action: 'topic.create', target, reason, details }, () => create(ctx, input))
}

async function create({ cluster }: ClusterCtx, input: InputOf<typeof contract>): Promise<Created> {
  const { name, partitions = -1, replicationFactor = -1, config, validateOnly } = input
  const { topics } = await cluster.send(
    'controller',
    createTopics,
    {
      topics: [
        {
          name,
          numPartitions: partitions,
          replicationFactor,
          configs: Object.entries(config).map(([key, value]) => ({ name: key, value })),
        },
      ],
      timeoutMs: BROKER_TIMEOUT_MS,
      validateOnly,
    },
    { repeatable: false, timeoutMs: BROKER_TIMEOUT_MS + 5_000 },
  )
  const [result] = topics
  throwIfError(result?.errorCode ?? -1, `Creating ${name}`, result?.errorMessage ?? null)
  if (!validateOnly) await cluster.topic(name).catch(() => undefined)
  return { name, topicId: result?.topicId ?? null, created: !validateOnly }
}
