import type { Decoded, FormatName, Message } from '#lib/contract/messages.ts'
import { bytesOf } from './decoded-bytes.ts'

type Side = 'key' | 'value'

/** What bytes of which nothing is known are taken for, by their length mostly. */
const GUESSED: ReadonlySet<FormatName> = new Set(['int32', 'int64', 'uuid', 'hex'])
/** Guesses that may be right side by side. */
const NUMBERS: ReadonlySet<FormatName> = new Set(['int32', 'int64'])
/** Of so many guessed ones, one that happens to be text is binary, too. */
const MOST = 4

/**
 * The records with all binary keys in one format, and all binary values: each alone is shown as what its bytes look like, so that one key of a topic
 * would be a number and the next one hex. Records that are right already are the same objects.
 * @param chosen sides whose format somebody chose
 */
export function withOneFormat(rows: readonly Message[], chosen: { [S in Side]?: unknown }): readonly Message[] {
  const targets = (['key', 'value'] as const).flatMap((side) => {
    const target = chosen[side] ? null : targetOf(rows, side)
    return target === null ? [] : [{ side, ...target }]
  })
  if (targets.length === 0) return rows
  return rows.map((row) =>
    targets.reduce((message, { side, format, sizes }) => {
      const decoded = message[side]
      if (decoded === null || decoded.format === format || !isBinary(decoded, sizes)) return message
      const converted = convert(decoded, format, side)
      return converted === null ? message : { ...message, [side]: converted }
    }, row),
  )
}

/** Null where nothing has to change. */
function targetOf(rows: readonly Message[], side: Side): { format: FormatName; sizes: ReadonlySet<number> } | null {
  const formats = new Set<FormatName>()
  const sizes = new Set<number>()
  let [guessed, others] = [0, 0]
  for (const row of rows) {
    const decoded = row[side]
    if (decoded === null || decoded.sizeBytes === 0) continue
    if (!GUESSED.has(decoded.format)) {
      others += 1
      continue
    }
    guessed += 1
    formats.add(decoded.format)
    sizes.add(decoded.sizeBytes)
  }
  const [only] = formats
  if (only === undefined) return null
  const mixed = formats.size > 1 && ![...formats].every((format) => NUMBERS.has(format))
  const strays = others > 0 && guessed >= others * MOST
  if (mixed) return { format: 'hex', sizes: strays ? sizes : new Set() }
  return strays && formats.size === 1 ? { format: only, sizes } : null
}

function isBinary({ format, sizeBytes }: Decoded, sizes: ReadonlySet<number>): boolean {
  return GUESSED.has(format) || (format === 'text' && sizes.has(sizeBytes))
}

function convert(decoded: Decoded, format: FormatName, side: Side): Decoded | null {
  const bytes = bytesOf(decoded)
  if (bytes.length === 0) return null
  const text = textOf(bytes, format)
  if (text === null) return null
  const { sizeBytes, truncated } = decoded
  const reason = `Shown as ${format} like the other ${side}s of this list.`
  return { format, text, sizeBytes, truncated, reason }
}

function textOf(bytes: Uint8Array, format: FormatName): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  if (format === 'hex') return hex
  if (format === 'int32' && bytes.length === 4) return String(view.getInt32(0))
  if (format === 'int64' && bytes.length === 8) return String(view.getBigInt64(0))
  if (format === 'uuid' && bytes.length === 16) return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return null
}
