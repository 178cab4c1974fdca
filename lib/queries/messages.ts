import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { FormatName, listMessages, MessagePage, produceMessage } from '../contract/messages.ts'
import { apiUrl, callApi } from './call-api.ts'
import { untilLoaded } from './client.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'
import { topicKeys } from './topics.ts'

const contract = early(contracts.messages)

interface TopicAt {
  cluster: string
  topic: string
}

export interface RecordAt {
  partition: number
  offset: string
}

export interface ChosenFormats {
  keyFormat?: FormatName | undefined
  valueFormat?: FormatName | undefined
}

export type MessagesRange = Omit<z.input<typeof listMessages.query>, 'cursor'>

/** A page and what it was asked with: a relative time is fixed by the first page, so that paging on does not move it. */
interface AskedPage extends MessagePage {
  range: MessagesRange
}

/**
 * Pages of records, each going on where the last one ended. A snapshot: nothing is loaded anew until the key changes.
 * @param asked tells this reading from others: what was typed, and a number that counts the times it was asked for
 */
export const messagePagesOptions = (
  { cluster, topic }: TopicAt,
  asked: { range: MessagesRange; at: string; run: number },
  resolve: (now: number) => MessagesRange,
) =>
  infiniteQueryOptions({
    queryKey: [...topicKeys.one(cluster, topic), 'messages', asked],
    queryFn: async ({ signal, pageParam }): Promise<AskedPage> => {
      const range = pageParam?.range ?? resolve(Date.now())
      const query = pageParam ? { ...range, cursor: pageParam.cursor } : range
      const { listMessages: endpoint } = await contract()
      return { ...(await callApi(endpoint, { params: { cluster, topic }, query }, signal)), range }
    },
    initialPageParam: null as { cursor: string; range: MessagesRange } | null,
    getNextPageParam: ({ cursor, range }) => (cursor === null ? null : { cursor, range }),
    refetchInterval: untilLoaded,
    staleTime: Infinity,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

/** A larger record is shown by a worker; the page itself gets its beginning. */
const PAGE_BYTES = 512 << 10

/** One record: whole up to 512 KB, above that its beginning, its parts marked as truncated. */
export const messageOptions = ({ cluster, topic }: TopicAt, { partition, offset }: RecordAt, formats: ChosenFormats) =>
  queryOptions({
    queryKey: [...topicKeys.one(cluster, topic), 'message', partition, offset, formats],
    queryFn: async ({ signal }) =>
      callApi(
        (await contract()).getMessage,
        {
          params: { cluster, topic, partition: String(partition), offset },
          query: { ...formats, maxBytes: PAGE_BYTES },
        },
        signal,
      ),
    refetchInterval: untilLoaded,
    staleTime: Infinity,
    gcTime: 30_000,
  })

const NEIGHBOURS = 2n

/** The records right before and after one in its partition, itself included. */
export const neighboursOptions = ({ cluster, topic }: TopicAt, { partition, offset }: RecordAt) =>
  queryOptions({
    queryKey: [...topicKeys.one(cluster, topic), 'neighbours', partition, offset],
    queryFn: async ({ signal }) => {
      const { listMessages: endpoint } = await contract()
      const side = (order: 'oldest' | 'newest', from: bigint, limit: number) =>
        callApi(
          endpoint,
          {
            params: { cluster, topic },
            query: {
              partition: [partition],
              from: 'offset',
              offset: String(from),
              order,
              limit,
              isolation: 'uncommitted',
            },
          },
          signal,
        )
      const at = BigInt(offset)
      const [before, after] = await Promise.all([
        at > 0n ? side('newest', at - 1n, Number(NEIGHBOURS)) : null,
        side('oldest', at, Number(NEIGHBOURS) + 1),
      ])
      return [...(before?.messages.toReversed() ?? []), ...after.messages]
    },
    staleTime: 10_000,
  })

/** The first record at or after a place in a partition; null where none is left. */
export const nextRecordOptions = ({ cluster, topic }: TopicAt, { partition, offset }: RecordAt) =>
  queryOptions({
    queryKey: [...topicKeys.one(cluster, topic), 'next', partition, offset],
    queryFn: async ({ signal }) => {
      const { listMessages: endpoint } = await contract()
      const query = {
        partition: [partition],
        from: 'offset' as const,
        offset,
        limit: 1,
        isolation: 'uncommitted' as const,
      }
      const { messages } = await callApi(endpoint, { params: { cluster, topic }, query }, signal)
      return messages[0] ?? null
    },
    staleTime: 60_000,
  })

const RECORD_PATH = '/clusters/{cluster}/topics/{topic}/messages/{partition}/{offset}'

/** Where the exact bytes of a record's key or value can be downloaded. */
export const downloadUrl = ({ cluster, topic }: TopicAt, { partition, offset }: RecordAt, part: 'key' | 'value') =>
  apiUrl(RECORD_PATH, { cluster, topic, partition: String(partition), offset }, { download: part })

/** Where the whole record can be read as JSON. */
export const recordUrl = ({ cluster, topic }: TopicAt, { partition, offset }: RecordAt, formats: ChosenFormats = {}) =>
  apiUrl(RECORD_PATH, { cluster, topic, partition: String(partition), offset }, formats)

export type ProduceInput = z.input<typeof produceMessage.body>

export const postMessage = async ({ cluster, topic }: TopicAt, body: ProduceInput) =>
  callApi((await contract()).produceMessage, { params: { cluster, topic }, body })
