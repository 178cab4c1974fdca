import type { getBrokerConfig as contract } from '#lib/contract/brokers.ts'
import type { Page } from '#lib/contract/common.ts'
import type { ConfigEntry } from '#lib/contract/topics.ts'
import { AppError } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { missingNodes } from '#server/kafka/connection/cluster-metadata.ts'
import type { InputOf } from '#server/http/route.ts'
import { readConfig } from '#server/kafka/admin/read-configs.ts'

/** The configuration of one broker, as that broker tells it. @throws AppError NOT_FOUND, or CLUSTER_UNREACHABLE when it is down */
export async function getBrokerConfig(
  { cluster }: ClusterCtx,
  input: InputOf<typeof contract>,
): Promise<Page<ConfigEntry>> {
  const metadata = await cluster.metadata()
  // Those that are down are known as long as they have replicas.
  const known = [...metadata.nodes.keys(), ...missingNodes(metadata)].map(String)
  if (!known.includes(input.broker))
    throw new AppError('NOT_FOUND', `There is no broker ${input.broker} in ${cluster.config.name}.`)
  const items = await readConfig(cluster, 'broker', input.broker)
  return { items, total: items.length, page: 1, pageSize: items.length }
}
