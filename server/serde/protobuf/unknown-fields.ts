import { isUtf8 } from 'node:buffer'
import { ByteReader } from '../binary/byte-reader.ts'
import type { JsonText } from '../binary/json-text.ts'
import { WIRE } from './field-plan.ts'
import { type FieldBudget, splitMessage, type WireField } from './split-message.ts'

/** Bytes that could be a message are looked into only this deep: every level is a guess. */
const GUESSED_DEPTH = 8
const GUESSED_BYTES = 1 << 20
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/

/** What can be said of a field without a schema: numbers as they lie there, text where it reads as such, messages where they parse. */
export function writeUnknown(values: readonly WireField[], bytes: Buffer, out: JsonText, budget: FieldBudget): void {
  writeValues(values, bytes, { out, budget, depth: 0 })
}

/** A whole message without a schema: its fields by their numbers. @throws AppError UNDECODABLE */
export function writeSchemaless(reader: ByteReader, out: JsonText, budget: FieldBudget): void {
  writeFields(splitMessage(reader, budget), reader.bytes, { out, budget, depth: 0 })
}

interface Guess {
  out: JsonText
  budget: FieldBudget
  depth: number
}

function writeFields(fields: Map<number, WireField[]>, bytes: Buffer, guess: Guess): void {
  const { out } = guess
  out.nested(() => {
    out.raw('{')
    let first = true
    for (const [id, values] of fields) {
      out.raw(`${first ? '' : ','}"${id}":`)
      first = false
      writeValues(values, bytes, guess)
    }
    out.raw('}')
  })
}

function writeValues(values: readonly WireField[], bytes: Buffer, guess: Guess): void {
  const { out } = guess
  if (values.length > 1) out.raw('[')
  for (const [index, value] of values.entries()) {
    if (index > 0) out.raw(',')
    writeOne(value, bytes, guess)
  }
  if (values.length > 1) out.raw(']')
}

function writeOne({ wire, start, end }: WireField, bytes: Buffer, guess: Guess): void {
  const { out, budget, depth } = guess
  const part = bytes.subarray(start, end)
  if (wire === WIRE.varint) return out.number(new ByteReader(part).varint())
  if (wire === WIRE.fixed32) return out.number(part.readUInt32LE())
  if (wire === WIRE.fixed64) return out.number(part.readBigUInt64LE())
  if (part.length === 0) return out.raw('""')
  const readable = isUtf8(part) && !CONTROL.test(part.toString('latin1'))
  if (readable) return out.utf8(part)
  const fields = depth < GUESSED_DEPTH && part.length <= GUESSED_BYTES ? triedMessage(part, budget) : null
  if (fields) writeFields(fields, part, { ...guess, depth: depth + 1 })
  else out.base64(part)
}

function triedMessage(part: Buffer, budget: FieldBudget): Map<number, WireField[]> | null {
  try {
    return splitMessage(new ByteReader(part), budget)
  } catch {
    return null
  }
}
