import type { Message } from '#lib/contract/messages.ts'
import { SearchQuery } from '#lib/contract/search.ts'
import type { TraceQuery, TraceTopic } from '#lib/contract/trace.ts'
import { isAppError, RETRYABLE } from '#lib/errors.ts'
import { search } from '#server/search/search.ts'
import type { SearchCtx } from '#server/search/search-records.ts'

/** One topic of a trace: how far it is, and what was found in it. */
export class TopicTrace {
  readonly topic: string
  readonly state: TraceTopic
  /** In the order of the search. */
  readonly found: Message[] = []
  readonly #token: string | undefined

  /** @param token where an earlier trace of this topic ended */
  constructor(topic: string, token: string | undefined) {
    this.topic = topic
    this.#token = token
    this.state = { topic, state: 'waiting', matched: 0, records: 0, fraction: 0 }
  }

  /** Reads the topic until `deadlineMs` (by `performance.now()`), giving what is found; what goes wrong concerns this topic only. */
  async *read(ctx: SearchCtx, query: TraceQuery, deadlineMs: number): AsyncGenerator<Message, void, void> {
    const { state } = this
    const left = (deadlineMs - performance.now()) / 1000
    if (left <= 0) return this.#notRead()
    try {
      for await (const event of search(ctx, { ...this.#query(query, left), topic: this.topic })) {
        if (event.event === 'match') {
          state.state = 'reading'
          state.matched += 1
          this.found.push(event.data.message)
          yield event.data.message
        } else if (event.event === 'progress') {
          state.state = event.data.waitingFor > 0 ? 'waiting' : 'reading'
          state.records = event.data.records
          state.fraction = event.data.fraction
        } else {
          const { coverage, continue: next } = event.data
          state.state = 'done'
          state.records = coverage.records
          state.coverage = coverage
          if (next === undefined) state.fraction = 1
          else state.continue = `${this.topic}:${next}`
        }
      }
    } catch (error) {
      // However the end of the request shows itself: what is not read is not read.
      if (ctx.signal.aborted) return this.#notRead()
      if (!isAppError(error)) throw error
      state.state = 'failed'
      state.problem = error.message
      // What passes by (a full queue, an outage) may be tried again where it began.
      if (RETRYABLE[error.code] || error.code === 'LIMIT_EXCEEDED') state.continue = this.#again()
    }
  }

  #notRead(): void {
    this.state.state = 'notRead'
    this.state.continue = this.#again()
  }

  #again(): string {
    return `${this.topic}:${this.#token ?? ''}`
  }

  #query(query: TraceQuery, maxSeconds: number): SearchQuery {
    const { text, caseSensitive, key, header, from, timestamp, to, order, isolation, keyFormat, limit } = query
    return SearchQuery.parse({
      text,
      caseSensitive,
      key,
      header,
      from,
      timestamp,
      to,
      order,
      isolation,
      keyFormat,
      limit,
      maxSeconds: Math.max(0.1, maxSeconds),
      ...(this.#token ? { continue: this.#token } : {}),
    })
  }
}
