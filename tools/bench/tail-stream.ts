import { get, type IncomingMessage } from 'node:http'

const RECORD = Buffer.from(',"transactional":')
const NEVER = Buffer.alloc(0)

/** A live stream read over plain HTTP with as little work as possible: records are counted, not parsed. */
export interface RawStream {
  readonly records: number
  readonly bytes: number
  /** Sum of what the events said was left out. */
  readonly dropped: number
  readonly response: IncomingMessage
  /** Resolves when `done` holds. @throws Error after `timeoutMs` */
  until(done: () => boolean, timeoutMs: number): Promise<void>
  close(): void
}

/** Opens a live stream. @param onChunk is handed every chunk as it comes */
export async function openRawStream(
  url: string,
  { onChunk, highWaterMark }: { onChunk?: (chunk: Buffer) => void; highWaterMark?: number } = {},
): Promise<RawStream> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { agent: false, ...(highWaterMark ? { highWaterMark } : {}) }, (answer) =>
      answer.statusCode === 200 ? resolve(answer) : reject(new Error(`${url} answered ${answer.statusCode}`)),
    ).on('error', reject)
  })
  const counter = new Counter()
  let bytes = 0
  let check: (() => void) | undefined
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    counter.feed(chunk)
    onChunk?.(chunk)
    check?.()
  })
  response.on('error', () => undefined)
  return {
    get records() {
      return counter.records
    },
    get bytes() {
      return bytes
    },
    get dropped() {
      return counter.dropped
    },
    response,
    until: (done, timeoutMs) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${counter.records} records after ${timeoutMs} ms`)), timeoutMs)
        check = () => {
          if (!done()) return
          clearTimeout(timer)
          check = undefined
          resolve()
        }
        check()
      }),
    close: () => response.destroy(),
  }
}

const DROPPED = Buffer.from('],"dropped":')

/** Counts records and drops in the bytes of a stream. Values are escaped in it, so neither mark can stand in a record. */
class Counter {
  records = 0
  dropped = 0
  #rest: Buffer = NEVER

  feed(chunk: Buffer): void {
    const data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    // What may be the beginning of a mark, or of the number behind one, is looked at again with the next chunk.
    const end = Math.max(0, data.length - 32)
    for (let at = data.indexOf(RECORD); at >= 0 && at < end; at = data.indexOf(RECORD, at + 1)) this.records += 1
    for (let at = data.indexOf(DROPPED); at >= 0 && at < end; at = data.indexOf(DROPPED, at + 1)) {
      const start = at + DROPPED.length
      this.dropped += Number.parseInt(data.toString('latin1', start, start + 20), 10)
    }
    this.#rest = data.subarray(end)
  }
}
