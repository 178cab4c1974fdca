import type { Message } from '../contract/messages.ts'
import type { Problem } from '../contract/problem.ts'
import type { SearchDone, SearchProgress } from '../contract/search.ts'
import { AppError, isAppError } from '../errors.ts'
import { apiUrl, problemOf } from './call-api.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'
import { readEvents } from './read-events.ts'
import type { SearchParams } from './search.ts'

const contract = early(contracts.search)
const problemContract = early(contracts.problem)

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
  const [{ searchByPost: endpoint }, { Problem }] = await Promise.all([contract(), problemContract()])
  const broken = (cause: unknown) => {
    if (signal.aborted) throw cause
    throw new AppError('CLUSTER_UNREACHABLE', 'The connection to the console broke off.', { cause })
  }
  const response = await fetch(apiUrl(endpoint.path, { cluster, topic }), {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
    signal,
  }).catch(broken)
  if (!response.ok) throw await problemOf(response)
  if (!response.body) return
  let ended = false
  try {
    for await (const { event, data } of readEvents(response.body)) {
      const schema = event === 'problem' ? Problem : endpoint.events?.[event]
      const parsed = schema?.safeParse(JSON.parse(data))
      if (!parsed) continue
      if (!parsed.success)
        throw new AppError('INTERNAL', 'The console sent what this page does not understand: reload it.')
      if (event === 'problem') throw problemError(parsed.data as Problem)
      if (event === 'done') ended = true
      yield eventOf(event, parsed.data)
    }
  } catch (error) {
    if (isAppError(error)) throw error
    broken(error)
  }
  if (!ended) broken(undefined)
}

/** The data was parsed by the schema that belongs to the event's name. */
function eventOf(event: string, data: unknown): SearchEvent {
  if (event === 'match') return { type: 'match', message: (data as { message: Message }).message }
  if (event === 'progress') return { type: 'progress', progress: data as SearchProgress }
  return { type: 'done', done: data as SearchDone }
}

function problemError({ code, detail, issues, requestId }: Problem): AppError {
  return new AppError(code, detail, { requestId, ...(issues ? { issues } : {}) })
}
