import { ByteReader } from '../binary/byte-reader.ts'
import { decimalText } from '../binary/decimal-text.ts'
import { uuidText } from '../binary/uuid-text.ts'
import { shortestFloat } from '../binary/shortest-float.ts'
import { type JsonText, malformed } from '../binary/json-text.ts'
import type { Problems } from '../binary/problems.ts'
import { writeDuration, writeLogicalInteger } from './logical-values.ts'
import type { AvroType } from './parse-schema.ts'
import { unionBranches } from './union-branches.ts'

/**
 * Writes one Avro value as JSON: longs and decimals with every digit, dates and times as text, bytes as base64, a union's value plain where
 * that is clear. A value of known length that is none of its type is shown as it is stored, and `problems` says so.
 * @throws AppError UNDECODABLE where the bytes behind it cannot be found; `out` keeps the entries before that
 */
export function decodeAvro(type: AvroType, reader: ByteReader, out: JsonText, problems: Problems): void {
  switch (type.kind) {
    case 'null':
      return out.raw('null')
    case 'boolean':
      return writeBoolean(reader, out, problems)
    case 'int':
    case 'long': {
      const value = reader.zigzag()
      return type.logical ? writeLogicalInteger(out, value, type.logical) : out.number(value)
    }
    case 'float':
      return out.number(shortestFloat(reader.take(4).readFloatLE()))
    case 'double':
      return out.number(reader.take(8).readDoubleLE())
    case 'string':
      return out.utf8(reader.take(lengthOf(reader)))
    case 'bytes':
      return writeBytes(type, reader.take(lengthOf(reader)), out, problems)
    case 'fixed':
      return writeBytes(type, reader.take(type.size), out, problems)
    case 'enum': {
      const index = reader.zigzag()
      const symbol = type.symbols[Number(index)]
      if (symbol !== undefined) return out.string(symbol)
      problems.add(null, `${type.name} has no symbol ${index}`)
      return out.number(index)
    }
    case 'union':
      return decodeUnion(type, reader, out, problems)
    case 'array':
    case 'map':
      return out.nested(() => decodeBlocks(type, reader, out, problems))
    case 'record':
      return out.nested(() => {
        out.open('{')
        for (const [index, field] of type.fields.entries()) {
          out.raw(index === 0 ? '' : ',')
          out.string(field.name)
          out.raw(':')
          decodeAvro(field.type, reader, out, problems)
          out.entryEnd()
        }
        out.close()
      })
  }
}

function decodeUnion(type: AvroType & { kind: 'union' }, reader: ByteReader, out: JsonText, problems: Problems): void {
  const index = Number(reader.zigzag())
  const branch = unionBranches(type)[index]
  if (!branch) throw malformed(`a union of ${type.branches.length} types has no branch ${index}`)
  if (branch.label === null) return decodeAvro(branch.type, reader, out, problems)
  out.nested(() => {
    out.open('{')
    out.string(branch.label ?? '')
    out.raw(':')
    decodeAvro(branch.type, reader, out, problems)
    out.close()
  })
}

/** Arrays and maps come in blocks: a count (negative with the block's size behind it), the items, and a zero at the end. */
function decodeBlocks(
  type: AvroType & { kind: 'array' | 'map' },
  reader: ByteReader,
  out: JsonText,
  problems: Problems,
): void {
  const map = type.kind === 'map'
  out.open(map ? '{' : '[')
  let first = true
  for (;;) {
    let count = Number(reader.zigzag())
    if (count === 0) break
    if (count < 0) {
      count = -count
      reader.zigzag()
    }
    for (; count > 0; count--) {
      if (!first) out.raw(',')
      first = false
      if (map) {
        out.utf8(reader.take(lengthOf(reader)))
        out.raw(':')
      }
      decodeAvro(map ? type.values : type.items, reader, out, problems)
      out.entryEnd()
    }
  }
  out.close()
}

/** Bytes whose length is known: what does not fit the logical type is shown as plain bytes. */
export function writeBytes(
  type: AvroType & { kind: 'bytes' | 'fixed' },
  bytes: Buffer,
  out: JsonText,
  problems: Problems,
): void {
  if (!type.logical) return out.base64(bytes)
  out.attempt(
    () => writeLogicalBytes(type, bytes, out),
    ({ message }) => {
      problems.add(type.logical?.type ?? null, message)
      out.base64(bytes)
    },
  )
}

function writeLogicalBytes(type: AvroType & { kind: 'bytes' | 'fixed' }, bytes: Buffer, out: JsonText): void {
  switch (type.logical?.type) {
    case 'decimal':
      return out.raw(decimalText(bytes, type.logical.scale))
    case 'big-decimal':
      return writeBigDecimal(bytes, out)
    case 'duration':
      return writeDuration(out, bytes)
    case 'uuid':
      return out.string(uuidText(bytes))
    case undefined:
    default:
      return out.base64(bytes)
  }
}

/** Avro 1.12: the length and bytes of the number, then its scale. */
function writeBigDecimal(bytes: Buffer, out: JsonText): void {
  const inner = new ByteReader(bytes)
  const digits = inner.take(lengthOf(inner))
  out.raw(decimalText(digits, Number(inner.zigzag())))
}

function lengthOf(reader: ByteReader): number {
  const length = reader.zigzag()
  if (typeof length === 'bigint' || length < 0)
    throw malformed(`a length of ${length} is announced at byte ${reader.at}`)
  return length
}

function writeBoolean(reader: ByteReader, out: JsonText, problems: Problems): void {
  const byte = reader.u8()
  if (byte <= 1) return out.raw(byte === 1 ? 'true' : 'false')
  problems.add(null, `byte ${reader.at - 1} should be a boolean and is ${byte}`)
  out.number(byte)
}
