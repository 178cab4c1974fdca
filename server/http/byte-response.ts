/**
 * Sends bytes as the client takes them: the next ones are asked for only when the last were written, so a slow client holds one piece and not
 * a queue. An error breaks the connection off, so that nobody takes a part for the whole.
 */
export function byteResponse(
  pieces: AsyncIterable<Uint8Array>,
  { onLeave, headers }: { onLeave: () => void; headers: Record<string, string> },
): Response {
  const iterator = pieces[Symbol.asyncIterator]()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await iterator.next()
          if (!next.done) return controller.enqueue(next.value)
          controller.close()
        } catch (error) {
          controller.error(error)
        }
        onLeave()
      },
      async cancel() {
        onLeave()
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, {
    headers: { ...headers, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store, no-transform' },
  })
}
