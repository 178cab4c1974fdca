import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  FailureProgress,
  getDeadLetter,
  listDeadLetterTopics,
  ignoreDeadLetters,
} from '../contract/dead-letters.ts'
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
  filter: string
  fingerprint: string[]
}

const PAGE = 100

export const deadLettersOptions = (cluster: string, topic: string, { text, filter, fingerprint }: LetterFilter) =>
  infiniteQueryOptions({
    queryKey: [...deadLetterKeys.one(cluster, topic), 'records', text, filter, fingerprint],
    queryFn: async ({ signal, pageParam }) =>
      callApi(
        (await contract()).listDeadLetters,
        {
          params: { cluster, topic },
          query: { limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }), fingerprint, text, filter },
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.cursor,
    placeholderData: keepPreviousData,
  })

/** The dead letters of a topic counted by cause, as the counting goes on. @returns how to stop */
export const watchFailures = (
  { cluster, topic, text, filter }: { cluster: string; topic: string; text: string; filter: string },
  listening: Listening<'progress' | 'done', FailureProgress>,
) =>
  watchStream(async () => (await contract()).streamFailures, {
    ...listening,
    params: { cluster, topic },
    query: { text, filter },
  })

export interface LetterPlace {
  topic: string
  partition: number
  offset: string
}

export type LetterAnswer = z.output<typeof getDeadLetter.output>

/** One dead letter with its original. */
export const deadLetterOptions = (cluster: string, { topic, partition, offset }: LetterPlace) =>
  queryOptions({
    queryKey: [...deadLetterKeys.one(cluster, topic), 'letter', partition, offset],
    queryFn: async ({ signal }) =>
      callApi(
        (await contract()).getDeadLetter,
        { params: { cluster, topic, partition: String(partition), offset } },
        signal,
      ),
  })

export const deadLetterSearchOptions = (cluster: string, text: string) =>
  queryOptions({
    queryKey: [...deadLetterKeys.all(cluster), 'search', text],
    queryFn: async ({ signal }) =>
      callApi((await contract()).searchDeadLetters, { params: { cluster }, query: { text } }, signal),
    enabled: text !== '',
  })

type IgnoreRequest = z.input<typeof ignoreDeadLetters.body>

export const sendIgnore = async (cluster: string, topic: string, body: IgnoreRequest) =>
  callApi((await contract()).ignoreDeadLetters, { params: { cluster, topic }, body })

export const sendTopicMark = async (
  cluster: string,
  topic: string,
  body: { mark: 'pinned' | 'dismissed' | null; reason: string },
) => callApi((await contract()).markDeadLetterTopic, { params: { cluster, topic }, body })
