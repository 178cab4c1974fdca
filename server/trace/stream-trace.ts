import type { Message } from '#lib/contract/messages.ts'
import type { TraceDone, TraceProgress, TraceQuery, TraceStart } from '#lib/contract/trace.ts'
import { invalid } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { eventFrame } from '#server/http/sse.ts'
import type { Frames } from '#server/http/stream-route.ts'
import { directionOf } from '#server/records/plan-page.ts'
import { topicSizes } from '#server/topics/topic-sizes.ts'
import { chooseTopics, type ChosenTopics } from './choose-topics.ts'
import { mergeByTime } from '#lib/trace/merge-by-time.ts'
import { race } from './race.ts'
import { TopicTrace } from './trace-topic.ts'

/** Each has a scanning thread and connections of its own. */
const TOPICS_AT_ONCE = 2
/** What a trace keeps and gives in all; more than that is no trace of one thing. */
const MAX_MATCHES = 2_000
const PROGRESS_EVERY_MS = 250

type TraceEvent =
  | { event: 'start'; data: TraceStart }
  | { event: 'match'; data: { message: Message } }
  | { event: 'progress'; data: TraceProgress }
  | { event: 'done'; data: TraceDone }

type TraceCtx = Pick<ClusterCtx, 'cluster' | 'signal' | 'owner'>

/** One id over many topics: their matches, how far each topic is, and at the end what was covered. Joins no group. */
export async function streamTrace(ctx: TraceCtx, query: TraceQuery): Promise<Frames> {
  const chosen = chooseTopics(query.topics, await knownTopics(ctx, query.topics))
  const traces = tracesOf(chosen, query)
  async function* frames(): AsyncGenerator<Uint8Array> {
    for await (const { event, data } of traceTopics(ctx, { query, chosen, traces }))
      yield eventFrame({ event, data: JSON.stringify(data) })
  }
  return frames()
}

async function knownTopics({ cluster }: Pick<TraceCtx, 'cluster'>, asked: readonly string[]) {
  const { topics } = await cluster.metadata()
  // A topic that was made a moment ago may not be in what was read last.
  const fresh = asked.filter((name) => !name.includes('*') && !topics.has(name))
  return fresh.length === 0 ? topics : (await cluster.metadata({ maxAgeMs: 0 })).topics
}

function tracesOf({ topics }: ChosenTopics, query: TraceQuery): TopicTrace[] {
  if (query.continue === undefined) return topics.map((topic) => new TopicTrace(topic, undefined))
  return query.continue.map((text) => {
    const colon = text.indexOf(':')
    const topic = text.slice(0, Math.max(0, colon))
    if (!topics.includes(topic)) throw invalid('continue', 'it names a topic that is not traced here')
    return new TopicTrace(topic, text.slice(colon + 1) || undefined)
  })
}

interface Tracing {
  query: TraceQuery
  chosen: ChosenTopics
  traces: TopicTrace[]
}

async function* traceTopics(
  { cluster, signal, owner }: TraceCtx,
  { query, chosen, traces }: Tracing,
): AsyncGenerator<TraceEvent, void, void> {
  const started = performance.now()
  const deadlineMs = started + query.maxSeconds * 1000
  const ending = new AbortController()
  const end = () => ending.abort()
  signal.addEventListener('abort', end, { once: true })
  const progress = (): TraceProgress => ({
    topics: traces.map(({ state }) => ({ ...state })),
    elapsedMs: Math.round(performance.now() - started),
  })
  yield { event: 'start', data: { topics: traces.map(({ topic }) => topic), leftOut: chosen.leftOut } }
  let matches = 0
  let saidAt = started
  try {
    const ctx = { cluster, owner, signal: ending.signal }
    const turns = race(await smallestFirst(cluster, traces), TOPICS_AT_ONCE, (trace) =>
      watched(trace.read(ctx, query, deadlineMs)),
    )
    for await (const { value } of turns) {
      if (value !== undefined && value !== 'tick') {
        matches += 1
        if (!query.sorted) yield { event: 'match', data: { message: value } }
        if (matches === MAX_MATCHES) end()
      }
      if (performance.now() - saidAt < PROGRESS_EVERY_MS) continue
      saidAt = performance.now()
      yield { event: 'progress', data: progress() }
    }
    if (query.sorted) for (const message of merged(traces, query)) yield { event: 'match', data: { message } }
    const stoppedBecause = signal.aborted ? 'cancelled' : matches >= MAX_MATCHES ? 'maxMatches' : reasonOf(traces)
    const complete =
      chosen.leftOut.count === 0 && traces.every(({ state }) => state.state === 'done' && state.coverage?.complete)
    yield { event: 'done', data: { ...progress(), complete, stoppedBecause } }
  } finally {
    signal.removeEventListener('abort', end)
    end()
  }
}

/** Small topics are read at once, so most of a story is there long before the largest topic is read. */
async function smallestFirst(cluster: TraceCtx['cluster'], traces: readonly TopicTrace[]): Promise<TopicTrace[]> {
  const sizes = await topicSizes(cluster).catch(() => null)
  const bytesOf = ({ topic }: TopicTrace) => [...(sizes?.get(topic)?.values() ?? [])].reduce((sum, one) => sum + one, 0)
  return traces.toSorted((a, b) => bytesOf(a) - bytesOf(b))
}

/** The matches, and now and then a `tick`, so that a topic without matches is seen to get ahead. */
async function* watched(messages: AsyncGenerator<Message, void, void>): AsyncGenerator<Message | 'tick', void, void> {
  let pending = messages.next()
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined
      const tick = new Promise<'tick'>((resolve) => {
        timer = setTimeout(() => resolve('tick'), PROGRESS_EVERY_MS)
      })
      const next = await Promise.race([pending, tick]).finally(() => clearTimeout(timer))
      if (next === 'tick') yield 'tick'
      else if (next.done) return
      else {
        yield next.value
        pending = messages.next()
      }
    }
  } finally {
    pending.catch(() => undefined)
    await messages.return()
  }
}

function merged(traces: readonly TopicTrace[], query: TraceQuery): Message[] {
  const forward = directionOf(query) === 'forward'
  return mergeByTime(traces.map(({ found }) => (forward ? found : found.toReversed())))
}

function reasonOf(traces: readonly TopicTrace[]): TraceDone['stoppedBecause'] {
  const states = traces.map(({ state }) => state)
  if (states.some(({ state, coverage }) => state === 'notRead' || coverage?.stoppedBecause === 'maxSeconds'))
    return 'maxSeconds'
  if (states.some(({ coverage }) => coverage?.stoppedBecause === 'limit')) return 'limit'
  const failed = states.some(({ state, coverage }) => state === 'failed' || coverage?.stoppedBecause === 'error')
  return failed ? 'error' : 'end'
}
