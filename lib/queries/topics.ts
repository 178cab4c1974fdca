import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { createTopic, listPartitions, listTopics } from '../contract/topics.ts'
import { callApi } from './call-api.ts'
import { refreshEvery } from './client.ts'
import { clusterKeys } from './clusters.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'

const contract = early(contracts.topics)

export const topicKeys = {
  all: (cluster: string) => [...clusterKeys.one(cluster), 'topics'] as const,
  one: (cluster: string, topic: string) => [...topicKeys.all(cluster), 'one', topic] as const,
}

export type TopicListQuery = z.input<typeof listTopics.query>

export const fetchTopics = async (cluster: string, query: TopicListQuery, signal?: AbortSignal) =>
  callApi((await contract()).listTopics, { params: { cluster }, query }, signal)

export const topicListOptions = (cluster: string, query: TopicListQuery) =>
  queryOptions({
    queryKey: [...topicKeys.all(cluster), 'list', query],
    queryFn: ({ signal }) => fetchTopics(cluster, query, signal),
    refetchInterval: refreshEvery(10_000),
    placeholderData: keepPreviousData,
  })

export const topicOptions = (cluster: string, topic: string) =>
  queryOptions({
    queryKey: [...topicKeys.one(cluster, topic), 'summary'],
    queryFn: async ({ signal }) => callApi((await contract()).getTopic, { params: { cluster, topic } }, signal),
    refetchInterval: refreshEvery(5_000),
  })

export type PartitionListQuery = z.input<typeof listPartitions.query>

export const fetchPartitions = async (
  { cluster, topic }: { cluster: string; topic: string },
  query: PartitionListQuery,
  signal?: AbortSignal,
) => callApi((await contract()).listPartitions, { params: { cluster, topic }, query }, signal)

export const partitionListOptions = (cluster: string, topic: string, query: PartitionListQuery) =>
  queryOptions({
    queryKey: [...topicKeys.one(cluster, topic), 'partitions', query],
    queryFn: ({ signal }) => fetchPartitions({ cluster, topic }, query, signal),
    refetchInterval: refreshEvery(5_000),
    placeholderData: keepPreviousData,
  })

export const topicConfigOptions = (cluster: string, topic: string) =>
  queryOptions({
    queryKey: [...topicKeys.one(cluster, topic), 'config'],
    queryFn: async ({ signal }) => callApi((await contract()).getTopicConfig, { params: { cluster, topic } }, signal),
    refetchInterval: refreshEvery(60_000),
  })

export type CreateTopicBody = z.input<typeof createTopic.body>

export const postTopic = async (cluster: string, body: CreateTopicBody) =>
  callApi((await contract()).createTopic, { params: { cluster }, body })

export const removeTopic = async (cluster: string, topic: string, reason: string) =>
  callApi((await contract()).deleteTopic, { params: { cluster, topic }, body: { confirm: topic, reason } })
