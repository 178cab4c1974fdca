import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { getGroup, getGroupLag, listGroups, listTopicGroups } from '../contract/groups.ts'
import { callApi } from './call-api.ts'
import { refreshEvery } from './client.ts'
import { clusterKeys } from './clusters.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'
import { topicKeys } from './topics.ts'

const contract = early(contracts.groups)

export const groupKeys = {
  all: (cluster: string) => [...clusterKeys.one(cluster), 'groups'] as const,
  one: (cluster: string, group: string) => [...groupKeys.all(cluster), 'one', group] as const,
}

export type GroupListQuery = z.input<typeof listGroups.query>

export const fetchGroups = async (cluster: string, query: GroupListQuery, signal?: AbortSignal) =>
  callApi((await contract()).listGroups, { params: { cluster }, query }, signal)

export const groupListOptions = (cluster: string, query: GroupListQuery) =>
  queryOptions({
    queryKey: [...groupKeys.all(cluster), 'list', query],
    queryFn: ({ signal }) => fetchGroups(cluster, query, signal),
    refetchInterval: refreshEvery(5_000),
    placeholderData: keepPreviousData,
  })

export type TopicGroupQuery = z.input<typeof listTopicGroups.query>

export const fetchTopicGroups = async (
  { cluster, topic }: { cluster: string; topic: string },
  query: TopicGroupQuery,
  signal?: AbortSignal,
) => callApi((await contract()).listTopicGroups, { params: { cluster, topic }, query }, signal)

export const topicGroupListOptions = (cluster: string, topic: string, query: TopicGroupQuery) =>
  queryOptions({
    queryKey: [...topicKeys.one(cluster, topic), 'groups', query],
    queryFn: ({ signal }) => fetchTopicGroups({ cluster, topic }, query, signal),
    refetchInterval: refreshEvery(5_000),
    placeholderData: keepPreviousData,
  })

export type GroupQuery = z.input<typeof getGroup.query>

export const groupOptions = (cluster: string, group: string, query: GroupQuery = {}) =>
  queryOptions({
    queryKey: [...groupKeys.one(cluster, group), 'detail', query],
    queryFn: async ({ signal }) => callApi((await contract()).getGroup, { params: { cluster, group }, query }, signal),
    refetchInterval: refreshEvery(5_000),
    placeholderData: keepPreviousData,
  })

export type GroupLagQuery = z.input<typeof getGroupLag.query>

export const groupLagOptions = (cluster: string, group: string, query: GroupLagQuery) =>
  queryOptions({
    queryKey: [...groupKeys.one(cluster, group), 'lag', query],
    queryFn: async ({ signal }) =>
      callApi((await contract()).getGroupLag, { params: { cluster, group }, query }, signal),
    refetchInterval: refreshEvery(10_000),
    placeholderData: keepPreviousData,
  })
