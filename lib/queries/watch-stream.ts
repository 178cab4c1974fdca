import type { z } from 'zod'
import type { Endpoint } from '../contract/endpoint.ts'
import { AppError } from '../errors.ts'
import { apiUrl } from './call-api.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'

const problemContract = early(contracts.problem)

export interface Listening<Event extends string, Data> {
  on: (event: Event, data: Data) => void
  onError: (error: AppError) => void
}

interface Address {
  params: Record<string, string>
  query?: Record<string, unknown>
}

/**
 * Listens to a stream of the API, each event parsed by its schema. A connection that breaks is an error, not asked for again: that would
 * run the work behind it again. @returns how to stop
 */
export function watchStream<Event extends string, Data>(
  contract: () => Promise<Endpoint>,
  { on, onError, params, query }: Listening<Event, Data> & Address,
): () => void {
  let source: EventSource | undefined
  let stopped = false
  const fail = (error: unknown) => {
    source?.close()
    if (stopped) return
    stopped = true
    onError(
      error instanceof AppError
        ? error
        : new AppError('CLUSTER_UNREACHABLE', 'The connection to the console broke off.'),
    )
  }
  const open = async () => {
    const [endpoint, { Problem }] = await Promise.all([contract(), problemContract()])
    if (stopped) return
    source = new EventSource(apiUrl(endpoint.path, params, query))
    const listen = (name: string, schema: z.ZodType, take: (data: unknown) => void) =>
      source?.addEventListener(name, (event: MessageEvent<string>) => {
        const data = schema.safeParse(JSON.parse(event.data))
        if (data.success) take(data.data)
        else fail(new AppError('INTERNAL', 'The console sent what this page does not understand: reload it.'))
      })
    for (const [name, schema] of Object.entries(endpoint.events ?? {}))
      if (name !== 'problem') listen(name, schema, (data) => on(name as Event, data as Data))
    listen('problem', Problem, (problem) => {
      const { code, detail, requestId } = problem as z.output<typeof Problem>
      fail(new AppError(code, detail, { requestId }))
    })
    source.addEventListener('error', fail)
  }
  open().catch(fail)
  return () => {
    stopped = true
    source?.close()
  }
}
