import { queryOptions } from '@tanstack/react-query'
import { getCluster, getOverview, listClusters } from '../contract/clusters.ts'
import { getSession } from '../contract/session.ts'
import { callApi } from './call-api.ts'
import { refreshEvery } from './client.ts'

/** Everything of one cluster lies under `one`: invalidating it refreshes all of its pages. */
export const clusterKeys = {
  all: ['clusters'] as const,
  one: (cluster: string) => ['clusters', cluster] as const,
}

export const clusterListOptions = () =>
  queryOptions({
    queryKey: clusterKeys.all,
    queryFn: ({ signal }) => callApi(listClusters, {}, signal),
    refetchInterval: refreshEvery(10_000),
  })

export const clusterOptions = (cluster: string) =>
  queryOptions({
    queryKey: [...clusterKeys.one(cluster), 'summary'],
    queryFn: ({ signal }) => callApi(getCluster, { params: { cluster } }, signal),
    refetchInterval: refreshEvery(5_000),
  })

export const overviewOptions = (cluster: string) =>
  queryOptions({
    queryKey: [...clusterKeys.one(cluster), 'overview'],
    queryFn: ({ signal }) => callApi(getOverview, { params: { cluster } }, signal),
    refetchInterval: refreshEvery(5_000),
  })

export const sessionOptions = () =>
  queryOptions({
    queryKey: ['session'],
    queryFn: ({ signal }) => callApi(getSession, {}, signal),
    staleTime: 60_000,
  })
