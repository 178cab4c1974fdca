import type { Decoded, FormatName } from '#lib/contract/messages.ts'
import { detect } from './detect.ts'
import { formatProblem, readFormat } from './read-format.ts'

/** What a list shows of a key, a value or a header: its first 4 KB. */
export const PREVIEW_BYTES = 4 << 10

/** Larger JSON is not parsed to see whether it is JSON: for a preview, and where the whole is shown. */
const PARSED_BYTES = { preview: 16 << 10, whole: 8 << 20 }

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
  const parsedBytes = maxBytes === Infinity ? PARSED_BYTES.whole : PARSED_BYTES.preview
  const chosen = format === undefined ? detect(bytes, parsedBytes) : choose(format, bytes, parsedBytes)
  const { text, truncated, exact } = readFormat(chosen.format, bytes, maxBytes)
  const decoded: Decoded = { format: chosen.format, text, sizeBytes: bytes.length, truncated }
  if (chosen.reason !== undefined) decoded.reason = chosen.reason
  if (chosen.error !== undefined) decoded.error = chosen.error
  if (!exact && !truncated) decoded.base64 = bytes.toString('base64')
  return decoded
}

function choose(format: FormatName, bytes: Buffer, parsedBytes: number): ReturnType<typeof detect> {
  const problem = formatProblem(format, bytes)
  if (problem === null) return { format }
  // Text was asked for: broken characters are what the user wants to see.
  if (format === 'text') return { format, error: problem }
  return { ...detect(bytes, parsedBytes), error: problem }
}
