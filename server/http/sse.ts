/** A quarter of the minute after which proxies usually end a connection that is silent. */
const HEARTBEAT_MS = 15_000
const COMMENT = Buffer.from(': still here\n\n')

/** A server-sent event, ready to be written. `data` is JSON, which has no line breaks of its own. */
export function eventFrame({ event, data, id }: { event: string; data: string; id?: string }): Buffer {
  return Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`)
}

interface Hooks {
  /** The client is gone, or the stream is over: release everything. Called once or more. */
  onLeave: () => void
  /** The frame that tells the client of an error. */
  onError: (error: unknown) => Uint8Array
  /** A comment otherwise, which browsers do not show to a page. */
  heartbeat?: Uint8Array | undefined
  heartbeatMs?: number
}

/**
 * Streams frames as the client takes them: the next frame is asked for only when the last one was written, so a slow client holds one frame
 * and not a queue. A heartbeat is sent every 15 s of silence, for proxies that end idle connections.
 */
export function sseResponse(
  frames: AsyncIterable<Uint8Array>,
  { onLeave, onError, heartbeat = COMMENT, heartbeatMs = HEARTBEAT_MS }: Hooks,
): Response {
  const iterator = frames[Symbol.asyncIterator]()
  let pending: Promise<IteratorResult<Uint8Array>> | undefined
  // The client may leave while a frame is waited for; its stream takes nothing then, not even its end.
  let left = false
  const end = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    if (!left) controller.close()
    left = true
    onLeave()
  }
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          pending ??= iterator.next()
          const next = await orHeartbeat(pending, heartbeatMs)
          if (left) return
          if (next === 'heartbeat') return controller.enqueue(heartbeat)
          pending = undefined
          if (next.done) end(controller)
          else controller.enqueue(next.value)
        } catch (error) {
          if (!left) controller.enqueue(onError(error))
          end(controller)
        }
      },
      async cancel() {
        left = true
        onLeave()
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  })
}

/** `pending`, or `heartbeat` where it takes too long; no timer is left behind. */
async function orHeartbeat<Value>(pending: Promise<Value>, afterMs: number): Promise<Value | 'heartbeat'> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<'heartbeat'>((resolve) => {
    timer = setTimeout(() => resolve('heartbeat'), afterMs)
  })
  try {
    return await Promise.race([pending, silence])
  } finally {
    clearTimeout(timer)
  }
}
