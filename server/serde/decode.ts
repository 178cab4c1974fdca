import type { Decoded, FormatName } from '#lib/contract/messages.ts'
import { detect } from './detect.ts'
import { formatProblem, readFormat } from './read-format.ts'

/** What a list shows of a key, a value or a header: its first 4 KB. */
export const PREVIEW_BYTES = 4 << 10

export interface DecodeOptions {
  /** Chosen by the user; where the bytes do not fit it, the detected format is shown and `error` says why. */
  format?: FormatName | undefined
  /** How many bytes become text; all of them by default. */
  maxBytes?: number
}

/**
 * Bytes as a person reads them. JSON and text are the stored characters, so no digit of a number is lost; `base64` is there where the text
 * alone would not bring the bytes back. Never throws.
 */
export function decodeBytes(bytes: Buffer, { format, maxBytes = Infinity }: DecodeOptions = {}): Decoded {
  const chosen = format === undefined ? detect(bytes) : choose(format, bytes)
  const { text, truncated, exact } = readFormat(chosen.format, bytes, maxBytes)
  const decoded: Decoded = { format: chosen.format, text, sizeBytes: bytes.length, truncated }
  if (chosen.reason !== undefined) decoded.reason = chosen.reason
  if (chosen.error !== undefined) decoded.error = chosen.error
  if (!exact && !truncated) decoded.base64 = bytes.toString('base64')
  return decoded
}

function choose(format: FormatName, bytes: Buffer): ReturnType<typeof detect> {
  const problem = formatProblem(format, bytes)
  if (problem === null) return { format }
  // Text was asked for: broken characters are what the user wants to see.
  if (format === 'text') return { format, error: problem }
  return { ...detect(bytes), error: problem }
}
