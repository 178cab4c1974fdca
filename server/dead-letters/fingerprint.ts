import { createHash } from 'node:crypto'
import { ownMessage } from '#lib/failure-message.ts'
import type { DecodedFailure } from './decode-failure.ts'

/** A message is compared by its beginning: some carry whole payloads. */
const COMPARED_CHARS = 300
/** What differs between two failures of the same cause: values in quotes, ids, numbers. In this order, as each would spoil the next. */
const MASKED: [RegExp, (found: string) => string][] = [
  [/(?<![A-Za-z])'[^'\n]{1,120}'|"[^"\n]{1,120}"|`[^`\n]{1,120}`|“[^”\n]{1,120}”/g, masked],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, masked],
  [/\b(?:0x)?(?=[a-f]*\d)[0-9a-f]{8,}\b/gi, masked],
  // An address with a digit before its @. The look-behind keeps this linear: a run of characters is tried once.
  [/(?<![\w-])[\w-]+@[\w.-]+/g, (found) => (/\d/.test(found.slice(0, found.indexOf('@'))) ? masked() : found)],
  [/\b\d+(?:[.,:]\d+)*/g, masked],
]

function masked(): string {
  return '#'
}

/** The message with everything that differs from one record to the next replaced by `#`. */
export function maskMessage(message: string): string {
  let text = ownMessage(message).slice(0, COMPARED_CHARS)
  for (const [pattern, mask] of MASKED) text = text.replace(pattern, mask)
  return text.replace(/\s+/g, ' ').trim()
}

/** What dead letters of one cause have in common. */
export interface Cause {
  fingerprint: string
  family: DecodedFailure['family']
  exceptionClass: string | null
  message: string | null
  stage: string | null
  sourceTopic: string | null
}

const MAX_REMEMBERED = 10_000

/** Finds the cause of failures; what it has seen before costs one look-up. */
export class Fingerprints {
  readonly #known = new Map<string, Cause>()

  of(failure: Pick<DecodedFailure, 'family' | 'exceptionClass' | 'exceptionMessage' | 'stage' | 'origin'>): Cause {
    const { family, exceptionClass, exceptionMessage, stage, origin } = failure
    const message = exceptionMessage === null ? null : maskMessage(exceptionMessage)
    const sourceTopic = origin?.topic ?? null
    const key = JSON.stringify([family, exceptionClass, message, stage, sourceTopic])
    const known = this.#known.get(key)
    if (known) return known
    const fingerprint = createHash('sha256').update(key).digest('hex').slice(0, 16)
    const cause = { fingerprint, family, exceptionClass, message, stage, sourceTopic }
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear()
    this.#known.set(key, cause)
    return cause
  }
}
