import { ByteReader } from '../binary/byte-reader.ts'
import { decimalText } from '../binary/decimal-text.ts'
import { type JsonText, malformed } from '../binary/json-text.ts'
import type { Problems } from '../binary/problems.ts'
import { type FieldPlan, type ProtoMessage, WIRE } from './field-plan.ts'
import { messageByName } from './find-message.ts'
import { type FieldBudget, splitMessage, type WireField } from './split-message.ts'

export interface Place {
  reader: ByteReader
  out: JsonText
  budget: FieldBudget
  problems: Problems
}

/** How what lies inside of a well-known message is written. */
export interface Inside {
  field(field: FieldPlan, values: readonly WireField[], place: Place): void
  message(type: ProtoMessage, place: Place): void
  /** A message's fields behind an entry that stands before them. */
  messageBehind(first: string, type: ProtoMessage, place: Place): void
}

type Special = (place: Place, inside: Inside) => void

/** The messages that Protobuf's JSON writes in a form of their own; null for any other. */
export function wellKnown(type: ProtoMessage): Special | null {
  const name = type.name
  if (WRAPPERS.test(name)) return (place, inside) => writeOnlyField(type, place, inside)
  switch (name) {
    case 'google.protobuf.Timestamp':
      return (place) => writeInstant(place, 'Timestamp', timestampText)
    case 'google.protobuf.Duration':
      return (place) => writeInstant(place, 'Duration', durationText)
    case 'google.protobuf.Any':
      return (place, inside) => writeAny(type, place, inside)
    case 'google.protobuf.Value':
      return (place, inside) => writeAnyValue(type, place, inside)
    case 'google.protobuf.FieldMask':
      return ({ reader, out, budget }) => {
        const paths = splitMessage(reader, budget).get(1) ?? []
        out.string(paths.map((path) => camel(textOf(path, reader))).join(','))
      }
    case 'confluent.type.Decimal':
      return ({ reader, out, budget }) => {
        const fields = splitMessage(reader, budget)
        out.raw(decimalText(bytesOf(fields.get(1)?.at(-1), reader), Number(int(fields.get(3)?.at(-1), reader))))
      }
    default:
      return null
  }
}

const WRAPPERS = /^google\.protobuf\.((Double|Float|Int64|UInt64|Int32|UInt32|Bool|String|Bytes|List)Value|Struct)$/

/** A wrapper is its value, a Struct its map, a ListValue its list. */
function writeOnlyField(type: ProtoMessage, place: Place, inside: Inside): void {
  const [field] = type.fields
  if (!field) return place.out.raw('null')
  const values = splitMessage(place.reader, place.budget).get(field.id) ?? []
  place.out.nested(() => inside.field(field, values, place))
}

/** Whichever of its fields was set last. */
function writeAnyValue(type: ProtoMessage, place: Place, inside: Inside): void {
  const set = [...splitMessage(place.reader, place.budget)].at(-1)
  const field = set && type.byId.get(set[0])
  if (!set || !field || field.value.kind === 'enum') return place.out.raw('null')
  place.out.nested(() => inside.field(field, set[1], place))
}

function writeAny(type: ProtoMessage, place: Place, inside: Inside): void {
  const { reader, out, budget, problems } = place
  const { field } = problems
  const fields = splitMessage(reader, budget)
  const value = bytesOf(fields.get(2)?.at(-1), reader)
  const url = textOf(fields.get(1)?.at(-1), reader)
  const held = url === '' ? null : messageByName(type.schema, url.slice(url.lastIndexOf('/') + 1))
  const head = url === '' ? '' : `"@type":${JSON.stringify(url)}`
  const within = { ...place, reader: new ByteReader(value) }
  const asBytes = () =>
    out.nested(() => {
      out.raw(`{${head}`)
      if (value.length > 0) {
        out.raw(head === '' ? '"value":' : ',"value":')
        out.base64(value)
      }
      out.raw('}')
    })
  if (!held) return asBytes()
  const asMessage = () => {
    if (!wellKnown(held)) return inside.messageBehind(head, held, within)
    out.nested(() => {
      out.raw(`{${head},"value":`)
      inside.message(held, within)
      out.raw('}')
    })
  }
  out.attempt(asMessage, ({ message }) => {
    problems.add(field, message)
    asBytes()
  })
}

function bytesOf(field: WireField | undefined, { bytes }: ByteReader): Buffer {
  checkWire(field, WIRE.bytes)
  return field ? bytes.subarray(field.start, field.end) : Buffer.alloc(0)
}

function textOf(field: WireField | undefined, { bytes }: ByteReader): string {
  checkWire(field, WIRE.bytes)
  return field ? bytes.toString('utf8', field.start, field.end) : ''
}

function checkWire(field: WireField | undefined, wire: number): void {
  if (field && field.wire !== wire) throw malformed(`field of wire type ${field.wire} where ${wire} is expected`)
}

function int(field: WireField | undefined, { bytes }: ByteReader): bigint {
  checkWire(field, WIRE.varint)
  return field ? BigInt.asIntN(64, BigInt(new ByteReader(bytes, field.start, field.end).varint())) : 0n
}

interface Instant {
  seconds: bigint
  nanos: number
}

/** One that is out of range, such as seconds that are milliseconds, is written as its two fields. */
function writeInstant(place: Place, name: string, textOfInstant: (instant: Instant) => string | null): void {
  const instant = secondsAndNanos(place)
  const text = textOfInstant(instant)
  if (text !== null) return place.out.string(text)
  const { seconds, nanos } = instant
  place.problems.add(place.problems.field, `a ${name} of ${seconds} seconds and ${nanos} nanoseconds is out of range`)
  place.out.raw(`{"seconds":${seconds},"nanos":${nanos}}`)
}

function secondsAndNanos({ reader, budget }: Place): Instant {
  const fields = splitMessage(reader, budget)
  const nanos = BigInt.asIntN(32, int(fields.get(2)?.at(-1), reader))
  return { seconds: int(fields.get(1)?.at(-1), reader), nanos: Number(nanos) }
}

/** RFC 3339 with as many decimals as are needed: none, three, six or nine; null out of the years 1 to 9999. */
function timestampText({ seconds, nanos }: Instant): string | null {
  const inside = seconds >= -62_135_596_800n && seconds <= 253_402_300_799n && nanos >= 0 && nanos < 1e9
  if (!inside) return null
  return `${new Date(Number(seconds) * 1_000).toISOString().slice(0, 19)}${decimals(nanos)}Z`
}

/** Null where the nanoseconds are a second or more, or their sign is another. */
function durationText({ seconds, nanos }: Instant): string | null {
  if (Math.abs(nanos) >= 1e9 || (seconds > 0n && nanos < 0) || (seconds < 0n && nanos > 0)) return null
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
