const HEARTBEAT_MS = 15_000
const HEARTBEAT = Buffer.from(': still here\n\n')

/** A server-sent event, ready to be written. `data` is JSON, which has no line breaks of its own. */
export function eventFrame({ event, data, id }: { event: string; data: string; id?: string }): Buffer {
  return Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`)
}

interface Hooks {
  /** The client is gone, or the stream is over: release everything. Called once or more. */
  onLeave: () => void
  /** The frame that tells the client of an error. */
  onError: (error: unknown) => Uint8Array
}

/**
 * Streams frames as the client takes them: the next frame is asked for only when the last one was written, so a slow client holds one frame
 * and not a queue. A comment is sent every 15 s of silence, for proxies that end idle connections.
 */
export function sseResponse(frames: AsyncIterable<Uint8Array>, { onLeave, onError }: Hooks): Response {
  const iterator = frames[Symbol.asyncIterator]()
  let pending: Promise<IteratorResult<Uint8Array>> | undefined
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          pending ??= iterator.next()
          const next = await orHeartbeat(pending)
          if (next === 'heartbeat') return controller.enqueue(HEARTBEAT)
          pending = undefined
          if (next.done) {
            controller.close()
            onLeave()
          } else controller.enqueue(next.value)
        } catch (error) {
          controller.enqueue(onError(error))
          controller.close()
          onLeave()
        }
      },
      async cancel() {
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

async function orHeartbeat<Value>(pending: Promise<Value>): Promise<Value | 'heartbeat'> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<'heartbeat'>((resolve) => {
    timer = setTimeout(() => resolve('heartbeat'), HEARTBEAT_MS)
  })
  try {
    return await Promise.race([pending, silence])
  } finally {
    clearTimeout(timer)
  }
}
