import { z } from 'zod'
import { MAX_CURSOR_CHARS } from '../cursor/cursor.ts'
import { IntParam } from './common.ts'
import { stream } from './endpoint.ts'
import { ofTopics } from './resource.ts'
import { Coverage, fromByOrder, Message } from './messages.ts'
import { FilterQuery, SearchQuery } from './search.ts'

export const MAX_TRACE_TOPICS = 50

/** A boolean, as JSON has it or as text in a URL. */
const Flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])

const { text, caseSensitive, key, header } = FilterQuery.shape
const { from, timestamp, to, order, isolation, keyFormat } = SearchQuery.shape

export const TraceQuery = z
  .object({
    /** Names, or patterns with `*`; a pattern finds no internal topics. */
    topics: z.preprocess(
      (value) => (Array.isArray(value) || value === undefined ? value : [value]),
      z.array(z.string().min(1).max(249)).min(1, 'name at least one topic or pattern').max(MAX_TRACE_TOPICS),
    ),
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
    /** Matches per topic. */
    limit: IntParam(1, 1000).default(200),
    maxSeconds: z.coerce.number().min(0.1).max(600).default(60),
    /** False: matches come as they are found. True: merged by time, once every topic was read. */
    sorted: Flag.default(true),
    /** `topic:token` of topics that were not read to their end; then only these are read on. */
    continue: z.preprocess(
      (value) => (value === undefined || Array.isArray(value) ? value : [value]),
      z
        .array(z.string().max(MAX_CURSOR_CHARS + 250))
        .min(1, 'give the tokens of the topics to read on')
        .optional(),
    ),
  })
  .refine((query) => [query.text, query.key, query.header].some((value) => value !== undefined && value !== ''), {
    message: 'say what is followed: text, key or header',
    path: ['text'],
  })
export type TraceQuery = z.infer<typeof TraceQuery>

/** How one topic is doing. `notRead`: the time was up before its turn. */
export const TraceTopic = z.object({
  topic: z.string(),
  state: z.enum(['waiting', 'reading', 'done', 'notRead', 'failed']),
  matched: z.number(),
  records: z.number(),
  /** Of the asked offsets, from 0 to 1. */
  fraction: z.number(),
  coverage: Coverage.optional(),
  problem: z.string().optional(),
  /** Goes back in `continue` to read this topic on. */
  continue: z.string().optional(),
})
export type TraceTopic = z.infer<typeof TraceTopic>

/** Which topics the patterns stand for. `leftOut` are further ones, beyond the number that is read. */
export const TraceStart = z.object({
  topics: z.array(z.string()),
  leftOut: z.object({ count: z.number(), examples: z.array(z.string()) }),
})
export type TraceStart = z.infer<typeof TraceStart>

export const TraceProgress = z.object({ topics: z.array(TraceTopic), elapsedMs: z.number() })
export type TraceProgress = z.infer<typeof TraceProgress>

/** `complete` only where every topic was read whole; `stoppedBecause` says why the others were not. */
export const TraceDone = TraceProgress.extend({
  complete: z.boolean(),
  stoppedBecause: z.enum(['end', 'limit', 'maxMatches', 'maxSeconds', 'cancelled', 'error']),
})
export type TraceDone = z.infer<typeof TraceDone>

const events = {
  start: TraceStart,
  match: z.object({ message: Message }),
  progress: TraceProgress,
  done: TraceDone,
}
const summary = 'One id over many topics, merged by time'

export const trace = stream({
  path: '/clusters/{cluster}/trace',
  summary,
  permission: 'record.view',
  resources: ({ topics }) => ofTopics(topics),
  query: TraceQuery,
  fill: fromByOrder,
  events,
})

/** The same with its fields in a JSON body. */
export const traceByPost = stream({
  method: 'POST',
  path: '/clusters/{cluster}/trace',
  summary,
  permission: 'record.view',
  resources: ({ topics }) => ofTopics(topics),
  body: TraceQuery.strict(),
  fill: fromByOrder,
  events,
})
