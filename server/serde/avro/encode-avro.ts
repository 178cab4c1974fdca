import { isAppError } from '#lib/errors.ts'
import { parseJsonTree } from '#lib/json/json-tree.ts'
import { ByteWriter } from '../binary/byte-writer.ts'
import {
  booleanOf,
  bytesOf,
  child,
  decimalOf,
  entriesOf,
  floatOf,
  integerOf,
  isNull,
  itemsOf,
  type JsonInput,
  signedBytes,
  stringOf,
  wrong,
} from '../binary/json-input.ts'
import { logicalInteger } from './logical-input.ts'
import type { AvroField, AvroType } from './parse-schema.ts'
import { unionBranches } from './union-branches.ts'

/**
 * The Avro bytes of JSON in the form that reading shows: dates and times as text, bytes as base64, decimals as numbers; a union's value plain
 * or as `{"branch": value}`. Fields that are left out take their default. Bytes that are the whole value have no length in front, as
 * Confluent's clients write and expect them. @throws AppError UNDECODABLE that says where the mistake is
 */
export function encodeAvro(type: AvroType, input: JsonInput): Buffer {
  return type.kind === 'bytes' ? bytesIn(type, input) : encodePart(type, input)
}

function encodePart(type: AvroType, input: JsonInput): Buffer {
  const out = new ByteWriter()
  write(type, input, out)
  return out.done()
}

function write(type: AvroType, input: JsonInput, out: ByteWriter): void {
  switch (type.kind) {
    case 'null':
      if (!isNull(input)) throw wrong(input, 'has to be null')
      return
    case 'boolean':
      return out.u8(booleanOf(input) ? 1 : 0)
    case 'int':
    case 'long': {
      const bits = type.kind === 'int' ? 32 : 64
      return out.zigzag(type.logical ? logicalInteger(input, type.logical, bits) : integerOf(input, bits))
    }
    case 'float':
      return out.fixed(4, (buffer) => buffer.writeFloatLE(floatOf(input)))
    case 'double':
      return out.fixed(8, (buffer) => buffer.writeDoubleLE(floatOf(input)))
    case 'string':
      return writeLong(Buffer.from(stringOf(input)), out)
    case 'bytes':
      return writeLong(bytesIn(type, input), out)
    case 'fixed': {
      const bytes = bytesIn(type, input)
      if (bytes.length !== type.size) throw wrong(input, `has to be ${type.size} bytes long and is ${bytes.length}`)
      return out.bytes(bytes)
    }
    case 'enum': {
      const index = type.symbols.indexOf(stringOf(input))
      if (index < 0) throw wrong(input, `has to be one of ${type.symbols.slice(0, 20).join(', ')}`)
      return out.zigzag(BigInt(index))
    }
    case 'array':
      return writeBlock(itemsOf(input), out, (item) => write(type.items, item, out))
    case 'map':
      return writeBlock(entriesOf(input), out, ({ key, value }) => {
        writeLong(Buffer.from(key), out)
        write(type.values, value, out)
      })
    case 'record':
      return writeRecord(type, input, out)
    case 'union':
      return writeUnion(type, input, out)
  }
}

function writeLong(bytes: Buffer, out: ByteWriter): void {
  out.zigzag(BigInt(bytes.length))
  out.bytes(bytes)
}

function writeBlock<Item>(items: readonly Item[], out: ByteWriter, each: (item: Item) => void): void {
  if (items.length > 0) {
    out.zigzag(BigInt(items.length))
    for (const item of items) each(item)
  }
  out.zigzag(0n)
}

function bytesIn(type: AvroType & { kind: 'bytes' | 'fixed' }, input: JsonInput): Buffer {
  const size = type.kind === 'fixed' ? type.size : undefined
  switch (type.logical?.type) {
    case 'decimal':
      return signedBytes(input, decimalOf(input, type.logical.scale), size)
    case 'uuid':
      return Buffer.from(stringOf(input).replaceAll('-', ''), 'hex')
    case 'duration':
      return durationOf(input)
    case undefined:
    default:
      return bytesOf(input)
  }
}

function durationOf(input: JsonInput): Buffer {
  const buffer = Buffer.alloc(12)
  for (const { key, value } of entriesOf(input)) {
    const at = ['months', 'days', 'millis'].indexOf(key)
    if (at < 0) throw wrong(value, 'is no part of a duration: those are months, days and millis')
    buffer.writeUInt32LE(Number(integerOf(value, 32, { unsigned: true })), at * 4)
  }
  return buffer
}

function writeRecord(type: AvroType & { kind: 'record' }, input: JsonInput, out: ByteWriter): void {
  const given = new Map(entriesOf(input).map(({ key, value }) => [key, value]))
  for (const field of type.fields) {
    const value = given.get(field.name)
    given.delete(field.name)
    if (value) write(field.type, value, out)
    else writeDefault(field, input, out)
  }
  const [unknown] = given.values()
  if (unknown) throw wrong(unknown, `is no field of ${type.name}`)
}

function writeDefault(field: AvroField, input: JsonInput, out: ByteWriter): void {
  const node = field.fallback && parseJsonTree(JSON.stringify(field.fallback.value))
  if (!node) throw wrong(child(input, field.name, { kind: 'word', text: 'null' }), 'is missing')
  const value = child(input, field.name, node)
  if (field.type.kind === 'bytes' || field.type.kind === 'fixed') {
    // Avro writes the default of bytes as a string whose characters are the bytes.
    const bytes = Buffer.from(stringOf(value), 'latin1')
    return field.type.kind === 'bytes' ? writeLong(bytes, out) : out.bytes(bytes)
  }
  // A default of a union is one of its first branch.
  const [first] = field.type.kind === 'union' ? field.type.branches : []
  if (!first) return write(field.type, value, out)
  out.zigzag(0n)
  write(first, value, out)
}

/** A branch that is named is taken; else the first one that the value fits. */
function writeUnion(type: AvroType & { kind: 'union' }, input: JsonInput, out: ByteWriter): void {
  const branches = unionBranches(type)
  const [only, second] = input.node.kind === 'object' ? entriesOf(input) : []
  if (only && !second) {
    const named = branches.findIndex(({ names }) => names.includes(only.key))
    const branch = branches[named]
    if (branch) {
      out.zigzag(BigInt(named))
      return write(branch.type, only.value, out)
    }
  }
  const problems: string[] = []
  for (const [index, { type: branch, names }] of branches.entries()) {
    try {
      const bytes = encodePart(branch, input)
      out.zigzag(BigInt(index))
      return out.bytes(bytes)
    } catch (error) {
      if (!isAppError(error)) throw error
      if (branch.kind !== 'null') problems.push(`${names[1]}: ${error.message}`)
    }
  }
  const [problem] = problems
  if (problems.length === 1 && problem) throw wrong({ ...input, path: '' }, problem.slice(problem.indexOf(': ') + 2))
  throw wrong(input, `fits none of the union's types (${problems.slice(0, 5).join('; ')})`)
}
