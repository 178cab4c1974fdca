import { pulledBody, type PulledOptions } from './pulled-body.ts'

const COMMENT = Buffer.from(': still here\n\n')

/** A server-sent event, ready to be written. `data` is JSON, which has no line breaks of its own. */
export function eventFrame({ event, data, id }: { event: string; data: string; id?: string }): Buffer {
  return Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`)
}

/** Streams frames as the client takes them. Silence is broken by a comment, which browsers do not show to a page, or by `heartbeat`. */
export function sseResponse(
  frames: AsyncIterable<Uint8Array>,
  { heartbeat = { bytes: COMMENT }, ...options }: PulledOptions,
): Response {
  return new Response(pulledBody(frames, { heartbeat, ...options }), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  })
}
