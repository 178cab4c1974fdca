import { get } from 'node:http'
import { type SseEvent, SseParser } from './sse-parser.ts'

interface SseRequest {
  signal: AbortSignal
  lastEventId?: string | null
  /** Called for every event as its bytes arrive, before the next are read. */
  onEvent: (event: SseEvent) => void
  /** Called with the number of bytes of every chunk. */
  onBytes?: (bytes: number) => void
}

/**
 * Reads a stream of server-sent events over plain HTTP until it ends or `signal` aborts it, with nothing between the socket and the caller that
 * could hide a delay. @throws Error with the status and the problem when the answer is none
 */
export async function readSse(url: string, { signal, lastEventId, onEvent, onBytes }: SseRequest): Promise<void> {
  const headers = lastEventId ? { 'last-event-id': lastEventId } : {}
  await new Promise<void>((resolve, reject) => {
    const request = get(url, { headers, signal, agent: false }, (response) => {
      const parser = new SseParser()
      if (response.statusCode !== 200) {
        let body = ''
        response.on('data', (chunk: Buffer) => (body += chunk.toString()))
        response.on('end', () => reject(new Error(`${response.statusCode}: ${body}`)))
        return
      }
      response.on('data', (chunk: Buffer) => {
        onBytes?.(chunk.length)
        for (const event of parser.feed(chunk)) onEvent(event)
      })
      // A connection that is cut ends in `error` and `close`, one that is done in `end` and `close`.
      response.on('error', () => undefined)
      response.on('close', resolve)
    })
    request.on('error', (error) => (signal.aborted ? resolve() : reject(error)))
  })
}
