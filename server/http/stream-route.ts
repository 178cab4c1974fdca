import type { z } from 'zod'
import type { Endpoint } from '#lib/contract/endpoint.ts'
import { isAppError } from '#lib/errors.ts'
import { log } from '#server/log.ts'
import { admit, newRequestId } from './admit.ts'
import { noteRefusal } from './note-refusal.ts'
import { problemOf, problemResponse } from './problem.ts'
import type { CtxOf, InputOf } from './route.ts'
import { eventFrame, sseResponse } from './sse.ts'

/** One frame or several at a time, already encoded: see `eventFrame`. */
export interface Frames extends AsyncIterable<Uint8Array> {
  /** How long they may be left unread; 30 s by default. */
  readonly unreadMs?: number
}

const HEARTBEAT = { bytes: eventFrame({ event: 'heartbeat', data: '{}' }) }

/**
 * Joins a streaming endpoint to the verb that opens its stream. Errors before the first byte are problem responses; later ones travel as a
 * `problem` event. What the verb holds belongs to `ctx.owner`, which is closed when the client leaves at any moment, when nobody reads the
 * stream, and when it ends; `ctx.signal` is aborted with it.
 */
export function streamRoute<Path extends string, Query extends z.ZodType, Body extends z.ZodType>(
  endpoint: Endpoint<Path, Query, Body>,
  open: (ctx: CtxOf<Path>, input: InputOf<Endpoint<Path, Query, Body>>, lastEventId: string | null) => Promise<Frames>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const requestId = newRequestId()
    try {
      const { ctx, input, body } = await admit(endpoint, request, requestId)
      const { owner } = ctx
      try {
        const frames = await open(
          { ...ctx, signal: owner.signal } as CtxOf<Path>,
          input as InputOf<Endpoint<Path, Query, Body>>,
          request.headers.get('last-event-id'),
        )
        // A stream may stay open for hours, the body was read.
        await owner.release(body)
        return sseResponse(frames, {
          owner,
          unreadMs: frames.unreadMs,
          heartbeat: endpoint.events?.['heartbeat'] ? HEARTBEAT : undefined,
          onError: (error) => {
            if (!isAppError(error)) log.error({ requestId, err: error }, `${endpoint.path} failed while streaming`)
            return eventFrame({ event: 'problem', data: JSON.stringify(problemOf(error, requestId)) })
          },
        })
      } catch (error) {
        await owner.close()
        throw error
      }
    } catch (error) {
      noteRefusal(error, endpoint, request, requestId)
      if (request.signal.aborted) return new Response(null, { status: 499 })
      if (!isAppError(error)) log.error({ requestId, err: error }, `${endpoint.method} ${endpoint.path} failed`)
      return problemResponse(error, requestId)
    }
  }
}
