import type { Endpoint } from '../contract/endpoint.ts'
import { AppError, isAppError } from '../errors.ts'
import { apiUrl } from './call-api.ts'
import { streamEvents } from './stream-events.ts'

export interface Listening<Event extends string, Data> {
  on: (event: Event, data: Data) => void
  onError: (error: AppError) => void
}

interface Address {
  params: Record<string, string>
  query?: Record<string, unknown>
}

/**
 * Listens to a stream of the API, each event parsed by its schema. A connection that ends is an error, not asked for again: that would
 * run the work behind it again. What the stream was refused with is the error. @returns how to stop
 */
export function watchStream<Event extends string, Data>(
  contract: () => Promise<Endpoint>,
  { on, onError, params, query }: Listening<Event, Data> & Address,
): () => void {
  const stop = new AbortController()
  const listen = async () => {
    const endpoint = await contract()
    const events = streamEvents(endpoint, apiUrl(endpoint.path, params, query), { signal: stop.signal })
    for await (const { event, data } of events) {
      if (stop.signal.aborted) return
      on(event as Event, data as Data)
    }
    throw broken()
  }
  listen().catch((error: unknown) => {
    if (!stop.signal.aborted) onError(isAppError(error) ? error : broken(error))
  })
  return () => stop.abort()
}

function broken(cause?: unknown): AppError {
  return new AppError('CLUSTER_UNREACHABLE', 'The connection to the console broke off.', { cause })
}
