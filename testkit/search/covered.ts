import { Analysis, AnalysisQuery } from '#lib/contract/analysis.ts'
import { type Coverage, MessagePage, MessagesQuery } from '#lib/contract/messages.ts'
import { SearchDone, SearchQuery } from '#lib/contract/search.ts'
import { TraceDone, TraceQuery } from '#lib/contract/trace.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { readerContext } from '#testkit/http/test-context.ts'
import { streamAnalysis } from '#server/analysis/stream-analysis.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { listMessages } from '#server/messages/list-messages.ts'
import { streamTrace } from '#server/trace/stream-trace.ts'
import { streamSearch } from '#server/search/search.ts'

type Query = Record<string, unknown>

/** What each way of reading a topic says it covered, as it goes out to a client. */
export function readersOf(cluster: KafkaCluster) {
  const never = () => new AbortController().signal
  const ctx = (signal = never()) => readerContext(cluster, signal) as ClusterCtx
  return {
    search: async (topic: string, query: Query = {}, signal = never()): Promise<SearchDone> => {
      const frames = await streamSearch(ctx(signal), { topic, ...SearchQuery.parse(query) })
      return SearchDone.parse((await events(frames)).at(-1)?.data)
    },
    page: async (topic: string, query: Query = {}): Promise<Coverage> =>
      MessagePage.parse(await listMessages(ctx(), { topic, ...MessagesQuery.parse(query) })).coverage,
    analysis: async (topic: string, query: Query = {}): Promise<Coverage> => {
      const frames = await streamAnalysis(ctx(), { topic, ...AnalysisQuery.parse(query) })
      return Analysis.parse((await events(frames)).at(-1)?.data).coverage
    },
    trace: async (topics: readonly string[], query: Query, signal = never()): Promise<TraceDone> => {
      const frames = await streamTrace(ctx(signal), TraceQuery.parse({ topics, ...query }))
      return TraceDone.parse((await events(frames)).at(-1)?.data)
    },
  }
}

async function events(frames: AsyncIterable<Uint8Array>): Promise<{ event: string; data: unknown }[]> {
  const found: { event: string; data: unknown }[] = []
  for await (const frame of frames) {
    const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)\n\n$/s.exec(Buffer.from(frame).toString()) ?? []
    found.push({ event, data: JSON.parse(data) as unknown })
  }
  return found
}
