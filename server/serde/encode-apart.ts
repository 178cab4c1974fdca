import type { Input } from '#lib/contract/messages.ts'
import { computePool } from './compute/compute-pool.ts'
import { encodeInput } from './encode.ts'

/** Sixteen megabytes of JSON take a second or two. */
const DEADLINE_MS = 5_000
/** Shorter text is converted within a millisecond or two. */
const INLINE_CHARS = 64 << 10
const AS_IT_IS: ReadonlySet<string> = new Set(['text', 'xml'])

/** As {@link encodeInput}; in another thread where checking or converting the text may take long. @throws AppError INVALID_INPUT */
export async function encodeApart(input: Input | null, field: string): Promise<Buffer | null> {
  const isCostly = input !== null && 'text' in input && input.text.length > INLINE_CHARS && !AS_IT_IS.has(input.format)
  if (!isCostly) return encodeInput(input, field)
  const task = { kind: 'convert', text: input.text, format: input.format, field } as const
  return Buffer.from((await computePool().run(task, { deadlineMs: DEADLINE_MS, what: `the ${field}` })) as Uint8Array)
}
