import type { z } from 'zod'
import { AppError, Problem } from '../errors.ts'

interface Watching<Events extends Record<string, z.ZodType>> {
  events: Events
  on: (event: keyof Events & string, data: z.output<Events[keyof Events]>) => void
  onError: (error: AppError) => void
  /** The stream is asked for again by itself when the connection breaks; without, that is an error. */
  reconnects: boolean
}

/** Listens to a stream of the API, each event parsed by its schema. @returns how to stop */
export function watchStream<Events extends Record<string, z.ZodType>>(
  url: string,
  { events, on, onError, reconnects }: Watching<Events>,
): () => void {
  const source = new EventSource(url)
  for (const [name, schema] of Object.entries(events)) {
    source.addEventListener(name, (event: MessageEvent<string>) => {
      on(name, schema.parse(JSON.parse(event.data)) as z.output<Events[keyof Events]>)
    })
  }
  source.addEventListener('problem', (event: MessageEvent<string>) => {
    source.close()
    const problem = Problem.safeParse(JSON.parse(event.data))
    onError(
      problem.success
        ? new AppError(problem.data.code, problem.data.detail)
        : new AppError('INTERNAL', 'The stream broke off without saying why.'),
    )
  })
  source.addEventListener('error', () => {
    if (reconnects && source.readyState !== EventSource.CLOSED) return
    source.close()
    onError(new AppError('CLUSTER_UNREACHABLE', 'The connection to the console broke off.'))
  })
  return () => source.close()
}
