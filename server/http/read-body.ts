import { isUtf8 } from 'node:buffer'
import { AppError } from '#lib/errors.ts'
import type { BodyLease } from './body-budget.ts'

/** Without a byte for so long, or not whole after so long, a body is given up. */
const IDLE_MS = 60_000
const WHOLE_MS = 300_000

interface ReadOptions {
  maxBytes: number
  lease: BodyLease | null
  idleMs?: number
}

/** The body of a request. @throws AppError TOO_LARGE, LIMIT_EXCEEDED, INVALID_INPUT where it does not arrive or is not UTF-8 */
export async function readBody(request: Request, { maxBytes, lease, idleMs = IDLE_MS }: ReadOptions): Promise<Buffer> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  if (!request.body) return Buffer.alloc(0)
  const reader = request.body.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  const wholeBy = performance.now() + WHOLE_MS
  try {
    for (;;) {
      const { done, value } = await withIdleLimit(reader, Math.min(idleMs, wholeBy - performance.now()))
      if (done) break
      size += value.byteLength
      if (size > maxBytes) throw tooLarge(maxBytes)
      lease?.add(value.byteLength)
      chunks.push(value)
    }
  } catch (error) {
    void reader.cancel(error).catch(() => undefined)
    throw error
  }
  const bytes = Buffer.concat(chunks)
  if (!isUtf8(bytes)) throw new AppError('INVALID_INPUT', 'The body is not UTF-8.')
  return bytes
}

type Chunk = Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array>['read']>>

async function withIdleLimit(reader: ReadableStreamDefaultReader<Uint8Array>, ms: number): Promise<Chunk> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const text = 'The body of the request did not arrive in time.'
    timer = setTimeout(() => reject(new AppError('INVALID_INPUT', text)), Math.max(0, ms))
  })
  try {
    return await Promise.race([reader.read(), late])
  } finally {
    clearTimeout(timer)
  }
}

function tooLarge(maxBytes: number): AppError {
  const size = maxBytes >= 1 << 20 ? `${maxBytes / (1 << 20)} MiB` : `${maxBytes >> 10} KiB`
  return new AppError('TOO_LARGE', `The body is larger than ${size}.`)
}
