import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { FailureProgress, listDeadLetterTopics } from '../contract/dead-letters.ts'
import { callApi } from './call-api.ts'
import { refreshEvery } from './client.ts'
import { clusterKeys } from './clusters.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'
import { type Listening, watchStream } from './watch-stream.ts'

const contract = early(contracts.deadLetters)

const deadLetterKeys = {
  all: (cluster: string) => [...clusterKeys.one(cluster), 'dead-letters'] as const,
  one: (cluster: string, topic: string) => [...deadLetterKeys.all(cluster), 'one', topic] as const,
}

type DeadLetterTopicsQuery = z.input<typeof listDeadLetterTopics.query>

export const fetchDeadLetterTopics = async (cluster: string, query: DeadLetterTopicsQuery, signal?: AbortSignal) =>
  callApi((await contract()).listDeadLetterTopics, { params: { cluster }, query }, signal)

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
    queryFn: async ({ signal, pageParam }) =>
      callApi(
        (await contract()).listDeadLetters,
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

/** The dead letters of a topic counted by cause, as the counting goes on. @returns how to stop */
export const watchFailures = (
  { cluster, topic, text }: { cluster: string; topic: string; text: string },
  listening: Listening<'progress' | 'done', FailureProgress>,
) =>
  watchStream(async () => (await contract()).streamFailures, {
    ...listening,
    params: { cluster, topic },
    query: { text },
  })
