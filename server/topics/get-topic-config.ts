import type { Page } from '#lib/contract/common.ts'
import type { ConfigEntry, getTopicConfig as contract } from '#lib/contract/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { readConfig } from '#server/kafka/admin/read-configs.ts'

/** All configuration entries of a topic; a cluster without DescribeConfigs answers UNSUPPORTED_BY_BROKER. */
export async function getTopicConfig(
  { cluster }: ClusterCtx,
  { topic }: InputOf<typeof contract>,
): Promise<Page<ConfigEntry>> {
  const items = await readConfig(cluster, 'topic', topic)
  return { items, total: items.length, page: 1, pageSize: items.length }
}
