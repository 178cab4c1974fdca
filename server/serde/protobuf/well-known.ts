import protobuf from 'protobufjs'
import { ByteReader } from '../binary/byte-reader.ts'
import { decimalText } from '../binary/decimal-text.ts'
import { type JsonText, malformed } from '../binary/json-text.ts'
import { type FieldPlan, messagePlan } from './field-plan.ts'
import { type FieldBudget, splitMessage, type WireField } from './split-message.ts'

export interface Place {
  reader: ByteReader
  out: JsonText
  budget: FieldBudget
}

/** How what lies inside of a well-known message is written. */
export interface Inside {
  field(field: FieldPlan, values: readonly WireField[], place: Place): void
  message(type: protobuf.Type, place: Place): void
  /** A message's fields behind an entry that stands before them. */
  messageBehind(first: string, type: protobuf.Type, place: Place): void
}

type Special = (place: Place, inside: Inside) => void

/** The messages that Protobuf's JSON writes in a form of their own; null for any other. */
export function wellKnown(type: protobuf.Type): Special | null {
  const name = type.fullName
  if (WRAPPERS.test(name)) return (place, inside) => writeOnlyField(type, place, inside)
  switch (name) {
    case '.google.protobuf.Timestamp':
      return (place) => place.out.string(timestampText(secondsAndNanos(place)))
    case '.google.protobuf.Duration':
      return (place) => place.out.string(durationText(secondsAndNanos(place)))
    case '.google.protobuf.Any':
      return (place, inside) => writeAny(type, place, inside)
    case '.google.protobuf.Value':
      return (place, inside) => writeAnyValue(type, place, inside)
    case '.google.protobuf.FieldMask':
      return ({ reader, out, budget }) => {
        const paths = splitMessage(reader, budget).get(1) ?? []
        out.string(paths.map((path) => camel(textOf(path, reader))).join(','))
      }
    case '.confluent.type.Decimal':
      return ({ reader, out, budget }) => {
        const fields = splitMessage(reader, budget)
        out.raw(decimalText(bytesOf(fields.get(1)?.at(-1), reader), Number(int(fields.get(3)?.at(-1), reader))))
      }
    default:
      return null
  }
}

const WRAPPERS = /^\.google\.protobuf\.((Double|Float|Int64|UInt64|Int32|UInt32|Bool|String|Bytes|List)Value|Struct)$/

/** A wrapper is its value, a Struct its map, a ListValue its list. */
function writeOnlyField(type: protobuf.Type, place: Place, inside: Inside): void {
  const [field] = messagePlan(type).fields
  if (!field) return place.out.raw('null')
  const values = splitMessage(place.reader, place.budget).get(field.id) ?? []
  place.out.nested(() => inside.field(field, values, place))
}

/** Whichever of its fields was set last. */
function writeAnyValue(type: protobuf.Type, place: Place, inside: Inside): void {
  const set = [...splitMessage(place.reader, place.budget)].at(-1)
  const field = set && messagePlan(type).byId.get(set[0])
  if (!set || !field || field.value.kind === 'enum') return place.out.raw('null')
  place.out.nested(() => inside.field(field, set[1], place))
}

function writeAny(type: protobuf.Type, { reader, out, budget }: Place, inside: Inside): void {
  const fields = splitMessage(reader, budget)
  const url = fields.get(1)?.at(-1)
  const value = bytesOf(fields.get(2)?.at(-1), reader)
  const name = url ? textOf(url, reader) : ''
  const held = type.root.lookup(name.slice(name.lastIndexOf('/') + 1), protobuf.Type)
  const head = `"@type":${JSON.stringify(name)}`
  const place = { reader: new ByteReader(value), out, budget }
  if (held instanceof protobuf.Type && !wellKnown(held)) return inside.messageBehind(head, held, place)
  out.nested(() => {
    out.raw(`{${head}`)
    if (value.length > 0 || held) out.raw(',"value":')
    if (held instanceof protobuf.Type) inside.message(held, place)
    else if (value.length > 0) out.base64(value)
    out.raw('}')
  })
}

function bytesOf(field: WireField | undefined, { bytes }: ByteReader): Buffer {
  return field ? bytes.subarray(field.start, field.end) : Buffer.alloc(0)
}

function textOf({ start, end }: WireField, { bytes }: ByteReader): string {
  return bytes.toString('utf8', start, end)
}

function int(field: WireField | undefined, { bytes }: ByteReader): bigint {
  return field ? BigInt.asIntN(64, BigInt(new ByteReader(bytes, field.start, field.end).varint())) : 0n
}

interface Instant {
  seconds: bigint
  nanos: number
}

function secondsAndNanos({ reader, budget }: Place): Instant {
  const fields = splitMessage(reader, budget)
  return { seconds: int(fields.get(1)?.at(-1), reader), nanos: Number(int(fields.get(2)?.at(-1), reader)) }
}

/** RFC 3339 with as many decimals as are needed: none, three, six or nine. */
function timestampText({ seconds, nanos }: Instant): string {
  const inside = seconds >= -62_135_596_800n && seconds <= 253_402_300_799n && nanos >= 0 && nanos < 1e9
  if (!inside) throw malformed(`a Timestamp of ${seconds} seconds and ${nanos} nanoseconds is none`)
  return `${new Date(Number(seconds) * 1_000).toISOString().slice(0, 19)}${decimals(nanos)}Z`
}

function durationText({ seconds, nanos }: Instant): string {
  const negative = seconds < 0n || nanos < 0
  return `${negative ? '-' : ''}${seconds < 0n ? -seconds : seconds}${decimals(Math.abs(nanos))}s`
}

function decimals(nanos: number): string {
  if (nanos === 0) return ''
  const digits = String(nanos).padStart(9, '0')
  return `.${digits.endsWith('000000') ? digits.slice(0, 3) : digits.endsWith('000') ? digits.slice(0, 6) : digits}`
}

function camel(path: string): string {
  return path.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
