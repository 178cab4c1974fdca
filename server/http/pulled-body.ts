import type { Owner } from '#server/limits/owner.ts'

/** Who reads nothing for so long gives back what the stream holds; what is left of it can still be read. */
const UNREAD_MS = 30_000
/** A quarter of the minute after which proxies usually end a connection that is silent. */
const HEARTBEAT_MS = 15_000

export interface PulledOptions {
  /** Closed when the stream has ended, its client has left, or nobody reads it. */
  owner: Owner
  /** What the client is told of an error; null breaks the connection off. */
  onError: (error: unknown) => Uint8Array | null
  /** Sent in every so much silence, for proxies that end idle connections. */
  heartbeat?: { bytes: Uint8Array; everyMs?: number } | undefined
  unreadMs?: number | undefined
}

/**
 * A body that is made as the client takes it: the next bytes are asked for only when the last were written, so a slow client holds one piece
 * and not a queue.
 */
export function pulledBody(pieces: AsyncIterable<Uint8Array>, options: PulledOptions): ReadableStream<Uint8Array> {
  const { owner, onError, heartbeat, unreadMs = UNREAD_MS } = options
  const iterator = pieces[Symbol.asyncIterator]()
  let pending: Promise<IteratorResult<Uint8Array>> | undefined
  // The client may leave while bytes are waited for; its stream takes nothing then, not even its end.
  let left = false
  let unread: NodeJS.Timeout | undefined
  // A server that lost its client before the answer began neither reads nor cancels the body.
  const watch = () => void (unread = setTimeout(() => void owner.close(), unreadMs).unref())
  const stopWatching = () => clearTimeout(unread)
  const end = () => {
    left = true
    stopWatching()
    void owner.close()
  }
  watch()
  owner.signal.addEventListener('abort', stopWatching, { once: true })
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        stopWatching()
        try {
          pending ??= iterator.next()
          const next = heartbeat ? await within(pending, heartbeat.everyMs ?? HEARTBEAT_MS) : await pending
          if (left) return
          if (next === null) {
            if (heartbeat) controller.enqueue(heartbeat.bytes)
          } else {
            pending = undefined
            if (next.done) {
              controller.close()
              return end()
            }
            controller.enqueue(next.value)
          }
          if (!owner.signal.aborted) watch()
        } catch (error) {
          if (left) return
          const last = onError(error)
          if (last) {
            controller.enqueue(last)
            controller.close()
          } else controller.error(error)
          end()
        }
      },
      async cancel() {
        end()
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

/** `pending`, or null where it takes too long; no timer is left behind. */
async function within<Value>(pending: Promise<Value>, ms: number): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms)
  })
  try {
    return await Promise.race([pending, silence])
  } finally {
    clearTimeout(timer)
  }
}
