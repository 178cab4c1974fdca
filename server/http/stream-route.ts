import type { z } from 'zod'
import type { Endpoint } from '#lib/contract/endpoint.ts'
import { isAppError } from '#lib/errors.ts'
import { log } from '#server/observability/log.ts'
import { admit, newRequestId } from './admit.ts'
import { problemOf, problemResponse } from './problem.ts'
import type { CtxOf, InputOf } from './route.ts'
import { eventFrame, sseResponse } from './sse.ts'

/** One frame or several, already encoded: see `eventFrame`. */
export type Frames = AsyncIterable<Uint8Array>

const HEARTBEAT = eventFrame({ event: 'heartbeat', data: '{}' })

/**
 * Joins a streaming endpoint to the verb that opens its stream. Errors before the first byte are problem responses; later ones travel as a
 * `problem` event. The verb must watch `ctx.signal`: it is aborted when the client leaves.
 */
export function streamRoute<Path extends string, Query extends z.ZodType, Body extends z.ZodType>(
  endpoint: Endpoint<Path, Query, Body>,
  open: (ctx: CtxOf<Path>, input: InputOf<Endpoint<Path, Query, Body>>, lastEventId: string | null) => Promise<Frames>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const requestId = newRequestId()
    const leaving = new AbortController()
    const leave = () => leaving.abort()
    request.signal.addEventListener('abort', leave, { once: true })
    try {
      const { ctx, input, body } = await admit(endpoint, request, requestId)
      const frames = await open(
        { ...ctx, signal: leaving.signal } as CtxOf<Path>,
        input as InputOf<Endpoint<Path, Query, Body>>,
        request.headers.get('last-event-id'),
      ).finally(() => body.release())
      return sseResponse(frames, {
        onLeave: leave,
        heartbeat: endpoint.events?.['heartbeat'] ? HEARTBEAT : undefined,
        onError: (error) => {
          if (!isAppError(error)) log.error({ requestId, err: error }, `${endpoint.path} failed while streaming`)
          return eventFrame({ event: 'problem', data: JSON.stringify(problemOf(error, requestId)) })
        },
      })
    } catch (error) {
      leave()
      if (!isAppError(error)) log.error({ requestId, err: error }, `${endpoint.method} ${endpoint.path} failed`)
      return problemResponse(error, requestId)
    }
  }
}
