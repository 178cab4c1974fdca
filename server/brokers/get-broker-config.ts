import type { getBrokerConfig as contract } from '#lib/contract/brokers.ts'
import type { Page } from '#lib/contract/common.ts'
import type { ConfigEntry } from '#lib/contract/topics.ts'
import { AppError } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { readConfig } from '#server/kafka/admin/read-configs.ts'

/** The configuration of one broker, as that broker tells it. @throws AppError NOT_FOUND, or CLUSTER_UNREACHABLE when it is down */
export async function getBrokerConfig(
  { cluster }: ClusterCtx,
  input: InputOf<typeof contract>,
): Promise<Page<ConfigEntry>> {
  const id = Number(input.broker)
  if (!Number.isInteger(id))
    throw new AppError('NOT_FOUND', `There is no broker ${input.broker}: brokers have numbers.`)
  const items = await readConfig(cluster, 'broker', String(id))
  return { items, total: items.length, page: 1, pageSize: items.length }
}
