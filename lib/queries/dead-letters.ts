import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { listDeadLetters, listDeadLetterTopics, streamFailures } from '../contract/dead-letters.ts'
import { apiUrl, callApi } from './call-api.ts'
import { refreshEvery } from './client.ts'
import { clusterKeys } from './clusters.ts'

const deadLetterKeys = {
  all: (cluster: string) => [...clusterKeys.one(cluster), 'dead-letters'] as const,
  one: (cluster: string, topic: string) => [...deadLetterKeys.all(cluster), 'one', topic] as const,
}

type DeadLetterTopicsQuery = z.input<typeof listDeadLetterTopics.query>

export const fetchDeadLetterTopics = (cluster: string, query: DeadLetterTopicsQuery, signal?: AbortSignal) =>
  callApi(listDeadLetterTopics, { params: { cluster }, query }, signal)

export const deadLetterTopicsOptions = (cluster: string, query: DeadLetterTopicsQuery) =>
  queryOptions({
    queryKey: [...deadLetterKeys.all(cluster), 'list', query],
    queryFn: ({ signal }) => fetchDeadLetterTopics(cluster, query, signal),
    refetchInterval: refreshEvery(10_000),
    placeholderData: keepPreviousData,
  })

export interface LetterFilter {
  text: string
  fingerprint: string[]
}

const PAGE = 100

export const deadLettersOptions = (cluster: string, topic: string, { text, fingerprint }: LetterFilter) =>
  infiniteQueryOptions({
    queryKey: [...deadLetterKeys.one(cluster, topic), 'records', text, fingerprint],
    queryFn: ({ signal, pageParam }) =>
      callApi(
        listDeadLetters,
        {
          params: { cluster, topic },
          query: { limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }), fingerprint, text },
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.cursor,
    placeholderData: keepPreviousData,
  })

export const failuresUrl = (cluster: string, topic: string, text: string) =>
  apiUrl(streamFailures.path, { cluster, topic }, { text })
