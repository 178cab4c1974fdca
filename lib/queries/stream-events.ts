import type { Endpoint } from '../contract/endpoint.ts'
import type { Problem } from '../contract/problem.ts'
import { AppError, isAppError } from '../errors.ts'
import { problemOf } from './call-api.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'
import { readEvents } from './read-events.ts'

const problemContract = early(contracts.problem)

interface ParsedEvent {
  event: string
  data: unknown
}

/**
 * The events of a streaming endpoint, each parsed by its schema; others are left out. It is read by fetch: an EventSource keeps the answer
 * of a refused stream to itself, and runs the work behind a broken one again. Ending the iteration, or aborting `init.signal`, ends the stream.
 * @throws AppError the problem the stream was refused or ended with, CLUSTER_UNREACHABLE where the connection broke off
 */
export async function* streamEvents(
  { events }: Endpoint,
  url: string,
  init: RequestInit & { signal: AbortSignal },
): AsyncGenerator<ParsedEvent, void, void> {
  const { Problem: ProblemSchema } = await problemContract()
  const broken = (cause: unknown) => {
    if (init.signal.aborted) throw cause
    throw new AppError('CLUSTER_UNREACHABLE', 'The connection to the console broke off.', { cause })
  }
  const response = await fetch(url, init).catch(broken)
  if (!response.ok) throw await problemOf(response)
  if (!response.body) return
  try {
    for await (const { event, data } of readEvents(response.body)) {
      const schema = event === 'problem' ? ProblemSchema : events?.[event]
      const parsed = schema?.safeParse(JSON.parse(data))
      if (!parsed) continue
      if (!parsed.success)
        throw new AppError('INTERNAL', 'The console sent what this page does not understand: reload it.')
      if (event === 'problem') throw problemError(parsed.data as Problem)
      yield { event, data: parsed.data }
    }
  } catch (error) {
    if (isAppError(error)) throw error
    broken(error)
  }
}

function problemError({ code, detail, issues, requestId }: Problem): AppError {
  return new AppError(code, detail, { requestId, ...(issues ? { issues } : {}) })
}
