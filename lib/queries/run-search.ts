import type { Message } from '../contract/messages.ts'
import type { SearchDone, SearchProgress } from '../contract/search.ts'
import { AppError } from '../errors.ts'
import { apiUrl } from './call-api.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'
import type { SearchParams } from './search.ts'
import { streamEvents } from './stream-events.ts'

const contract = early(contracts.search)

interface TopicAt {
  cluster: string
  topic: string
}

export type SearchEvent =
  | { type: 'match'; message: Message }
  | { type: 'progress'; progress: SearchProgress }
  | { type: 'done'; done: SearchDone }

/**
 * Runs a search: its matches as they come, then what was covered. Ending the iteration, or aborting `signal`, ends the search. The
 * connection is not opened again when it breaks off: that would run the search again.
 * @throws AppError
 */
export async function* runSearch(
  { cluster, topic }: TopicAt,
  body: SearchParams,
  signal: AbortSignal,
): AsyncGenerator<SearchEvent, void, void> {
  const { searchByPost: endpoint } = await contract()
  let ended = false
  const events = streamEvents(endpoint, apiUrl(endpoint.path, { cluster, topic }), {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
    signal,
  })
  for await (const { event, data } of events) {
    if (event === 'done') ended = true
    yield eventOf(event, data)
  }
  if (!ended) throw new AppError('CLUSTER_UNREACHABLE', 'The connection to the console broke off.')
}

/** The data was parsed by the schema that belongs to the event's name. */
function eventOf(event: string, data: unknown): SearchEvent {
  if (event === 'match') return { type: 'match', message: (data as { message: Message }).message }
  if (event === 'progress') return { type: 'progress', progress: data as SearchProgress }
  return { type: 'done', done: data as SearchDone }
}
