import { queryOptions } from '@tanstack/react-query'
import { callApi } from './call-api.ts'
import { refreshEvery } from './client.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'

const contract = early(contracts.clusters)
const sessionContract = early(contracts.session)

/** Everything of one cluster lies under `one`: invalidating it refreshes all of its pages. */
export const clusterKeys = {
  all: ['clusters'] as const,
  one: (cluster: string) => ['clusters', cluster] as const,
}

export const clusterListOptions = () =>
  queryOptions({
    queryKey: clusterKeys.all,
    queryFn: async ({ signal }) => callApi((await contract()).listClusters, {}, signal),
    refetchInterval: refreshEvery(10_000),
  })

export const clusterOptions = (cluster: string) =>
  queryOptions({
    queryKey: [...clusterKeys.one(cluster), 'summary'],
    queryFn: async ({ signal }) => callApi((await contract()).getCluster, { params: { cluster } }, signal),
    refetchInterval: refreshEvery(5_000),
  })

export const overviewOptions = (cluster: string) =>
  queryOptions({
    queryKey: [...clusterKeys.one(cluster), 'overview'],
    queryFn: async ({ signal }) => callApi((await contract()).getOverview, { params: { cluster } }, signal),
    refetchInterval: refreshEvery(5_000),
  })

export const sessionOptions = () =>
  queryOptions({
    queryKey: ['session'],
    queryFn: async ({ signal }) => callApi((await sessionContract()).getSession, {}, signal),
    staleTime: 60_000,
  })
