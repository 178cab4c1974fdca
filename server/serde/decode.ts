import { sentence } from '#lib/format/sentence.ts'
import type { Decoded, FormatName } from '#lib/contract/messages.ts'
import { isAppError } from '#lib/errors.ts'
import type { CutPart } from '#server/kafka/records/record.ts'
import { FORMAT_NAME } from './format-names.ts'
import { type Detected, detect } from './detect.ts'
import { markedText, utf16Text, withoutHalfCharacter } from './text-bytes.ts'
import { formatProblem, type FormatText, readFormat } from './read-format.ts'

/** What a list shows of a key, a value or a header: its first 4 KB. */
export const PREVIEW_BYTES = 4 << 10

/** Larger JSON is not parsed to see whether it is JSON: for a preview, and where the whole is shown. */
const PARSED_BYTES = { preview: 16 << 10, whole: 8 << 20 }

export interface DecodeOptions {
  /** Chosen by the user; where the bytes do not fit it, the detected format is shown and `error` says why. */
  format?: FormatName | undefined
  /** How many bytes become text; all of them by default. */
  maxBytes?: number
  /** Of bytes that are only the beginning of what was stored. */
  cut?: CutPart | undefined
}

/**
 * Bytes as a person reads them. JSON and text are the stored characters, so no digit of a number is lost; `base64` is there where the text
 * alone would not bring the bytes back. Never throws.
 */
export function decodeBytes(bytes: Buffer, { format, maxBytes = Infinity, cut }: DecodeOptions = {}): Decoded {
  if (cut) return beginningOf(decodeBeginning(bytes, { format, maxBytes }, cut), cut)
  const parsedBytes = maxBytes === Infinity ? PARSED_BYTES.whole : PARSED_BYTES.preview
  const chosen = format === undefined ? detect(bytes, { parsedBytes }) : choose(format, bytes, parsedBytes)
  const tried = read(chosen, bytes, maxBytes)
  if ('text' in tried) return decodedOf(bytes, chosen, tried)
  const found = format === undefined ? ({ format: 'hex' } as const) : detect(bytes, { parsedBytes })
  const fallback = read(found, bytes, maxBytes)
  if ('text' in fallback) return decodedOf(bytes, { ...found, error: tried.problem }, fallback)
  return decodedOf(bytes, { format: 'hex', error: tried.problem }, readFormat('hex', bytes, maxBytes))
}

/** JSON of which the end is missing is not parsed. */
function decodeBeginning(cut: Buffer, { format, maxBytes = Infinity }: DecodeOptions, { ending }: CutPart): Decoded {
  const bytes = withoutHalfCharacter(cut)
  const found = detect(bytes, { parsedBytes: 0, ending })
  const oddly = found.as === undefined || format !== undefined ? null : read(found, bytes, maxBytes)
  if (oddly && 'text' in oddly) return decodedOf(bytes, found, oddly)
  if (format === 'json' && found.format === 'json') return decodedOf(bytes, found, readFormat('json', bytes, maxBytes))
  return decodeBytes(bytes, { format: format ?? found.format, maxBytes: Math.min(maxBytes, bytes.length - 1) })
}

/** What was decoded of a beginning, said to be one. */
export function beginningOf(decoded: Decoded, { sizeBytes }: CutPart): Decoded {
  const beginning = { ...decoded, sizeBytes, truncated: true }
  delete beginning.base64
  return beginning
}

/** Bytes that became text, in the shape of the contract. */
export function decodedOf(bytes: Buffer, { format, reason, error }: Detected, read: FormatText): Decoded {
  const { text, truncated, exact } = read
  const decoded: Decoded = { format, text, sizeBytes: bytes.length, truncated }
  if (reason !== undefined) decoded.reason = reason
  if (error !== undefined) decoded.error = error
  if (!exact && !truncated) decoded.base64 = bytes.toString('base64')
  return decoded
}

function read({ format, as }: Detected, bytes: Buffer, maxBytes: number): FormatText | { problem: string } {
  try {
    if (as === 'marked') return { ...markedText(bytes, maxBytes), exact: false }
    if (as !== undefined) return { ...utf16Text(bytes, as, maxBytes), exact: false }
    return readFormat(format, bytes, maxBytes)
  } catch (error) {
    return { problem: sentence(`Not ${FORMAT_NAME[format]}: ${problemOf(error)}`) }
  }
}

/** Why decoding failed, as a part of a sentence. */
export function problemOf(error: unknown): string {
  if (isAppError(error)) return error.message
  // The stack's end is where hostile nesting shows in a decoder that does not count.
  return error instanceof RangeError ? 'it is nested too deep' : 'it cannot be read'
}

function choose(format: FormatName, bytes: Buffer, parsedBytes: number): Detected {
  const problem = formatProblem(format, bytes)
  if (problem === null) {
    return format === 'protobuf'
      ? { format, reason: 'Without a schema: fields stand under their numbers, and their types are guessed.' }
      : { format }
  }
  // Text was asked for: broken characters are what the user wants to see.
  if (format === 'text') return { format, error: problem }
  return { ...detect(bytes, { parsedBytes }), error: problem }
}
