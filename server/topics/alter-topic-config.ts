import type { alterTopicConfig as contract } from '#lib/contract/topics.ts'
import { audited } from '#server/audit/record-audit.ts'
import { guardTopicWrite } from '#server/auth/guard-topic.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'
import { incrementalAlterConfigs } from '#server/kafka/protocol/incremental-alter-configs.ts'

const TOPIC = 2
const SET = 0
const BACK_TO_DEFAULT = 1

/** Changes single values of a topic's configuration and leaves the others alone (KIP-339). @throws AppError with the broker's reason */
export async function alterTopicConfig(ctx: ClusterCtx, input: InputOf<typeof contract>): Promise<{ done: true }> {
  await guardTopicWrite(ctx, { topic: input.topic, permission: 'topic.alter', confirm: input.confirm })
  if (input.validateOnly) return alter(ctx, input)
  const { topic: target, reason } = input
  return audited(ctx, { action: 'topic.alterConfig', target, reason, details: { changes: input.changes } }, () =>
    alter(ctx, input),
  )
}

async function alter({ cluster }: ClusterCtx, input: InputOf<typeof contract>): Promise<{ done: true }> {
  const { responses } = await cluster.send(
    'controller',
    incrementalAlterConfigs,
    {
      resources: [
        {
          resourceType: TOPIC,
          resourceName: input.topic,
          configs: Object.entries(input.changes).map(([name, value]) => ({
            name,
            configOperation: value === null ? BACK_TO_DEFAULT : SET,
            value,
          })),
        },
      ],
      validateOnly: input.validateOnly,
    },
    { repeatable: false },
  )
  const [result] = responses
  throwIfError(
    result?.errorCode ?? -1,
    `Could not change the configuration of ${input.topic}`,
    result?.errorMessage ?? null,
  )
  return { done: true }
}
