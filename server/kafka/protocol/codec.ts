import { type Reader, undecodable } from './reader.ts'
import type { Writer } from './writer.ts'

/** One version of a message, and whether it is encoded the flexible way (KIP-482: compact lengths and tag buffers). */
export interface Version {
  readonly number: number
  readonly flexible: boolean
}

/** How a value is read and written at one version. `In` may be wider than `Out`: fields with a default can be left out. */
export interface Codec<Out, In = Out> {
  read(reader: Reader): Out
  write(writer: Writer, value: In): void
}

/** A type of the protocol, resolved once per version into a codec, so that reading decides nothing twice. */
export interface Type<Out, In = Out> {
  at(version: Version): Codec<Out, In>
}

export type OutOf<T> = T extends { at(version: Version): { read(reader: Reader): infer Out } } ? Out : never
export type InOf<T> = T extends { at(version: Version): { write(writer: Writer, value: infer In): void } } ? In : never

function fixed<T>(codec: Codec<T>): Type<T> {
  return { at: () => codec }
}

export const int8 = fixed<number>({ read: (reader) => reader.int8(), write: (writer, value) => writer.int8(value) })
export const int16 = fixed<number>({ read: (reader) => reader.int16(), write: (writer, value) => writer.int16(value) })
export const uint16 = fixed<number>({
  read: (reader) => reader.uint16(),
  write: (writer, value) => writer.uint16(value),
})
export const int32 = fixed<number>({ read: (reader) => reader.int32(), write: (writer, value) => writer.int32(value) })
export const int64 = fixed<bigint>({ read: (reader) => reader.int64(), write: (writer, value) => writer.int64(value) })
export const bool = fixed<boolean>({
  read: (reader) => reader.int8() !== 0,
  write: (writer, value) => writer.int8(value ? 1 : 0),
})

/** A topic or directory id as 22 base64url characters. */
export const uuid = fixed<string>({ read: (reader) => reader.uuid(), write: (writer, value) => writer.uuid(value) })

const ZERO_UUID = 'A'.repeat(22)

/** An id where Kafka writes sixteen zero bytes for "none". */
export const nullableUuid = fixed<string | null>({
  read: (reader) => {
    const id = reader.uuid()
    return id === ZERO_UUID ? null : id
  },
  write: (writer, value) => writer.uuid(value ?? ZERO_UUID),
})

/** A length, with -1 for null: compact (a varint of the length plus one) where flexible, else of a fixed width. */
interface Length {
  read(reader: Reader): number
  write(writer: Writer, length: number): void
}

const COMPACT: Length = {
  read: (reader) => reader.unsignedVarint() - 1,
  write: (writer, length) => writer.unsignedVarint(length + 1),
}
const INT16: Length = { read: (reader) => reader.int16(), write: (writer, length) => writer.int16(length) }
const INT32: Length = { read: (reader) => reader.int32(), write: (writer, length) => writer.int32(length) }

function notNull<T>(value: T | null): T {
  if (value === null) throw undecodable('a value is null which must not be')
  return value
}

function stringCodec(length: Length): Codec<string | null> {
  return {
    read: (reader) => reader.string(length.read(reader)),
    write: (writer, value) => {
      if (value === null) return length.write(writer, -1)
      const size = Buffer.byteLength(value)
      length.write(writer, size)
      writer.string(value, size)
    },
  }
}

function bytesCodec(length: Length): Codec<Buffer | null> {
  return {
    read: (reader) => reader.bytes(length.read(reader)),
    write: (writer, value) => {
      length.write(writer, value === null ? -1 : value.length)
      if (value !== null) writer.bytes(value)
    },
  }
}

function versioned<T>(classic: Codec<T>, flexible: Codec<T>): Type<T> {
  return { at: (version) => (version.flexible ? flexible : classic) }
}

function required<T>(codec: Codec<T | null>): Codec<T> {
  return { read: (reader) => notNull(codec.read(reader)), write: (writer, value) => codec.write(writer, value) }
}

const classicString = stringCodec(INT16)
const compactString = stringCodec(COMPACT)
const classicBytes = bytesCodec(INT32)
const compactBytes = bytesCodec(COMPACT)

export const nullableString = versioned(classicString, compactString)
export const string = versioned(required(classicString), required(compactString))
export const nullableBytes = versioned(classicBytes, compactBytes)
export const bytes = versioned(required(classicBytes), required(compactBytes))

/** Record batches, undecoded: a view of the message, or null. */
export const records = versioned(classicBytes, compactBytes)

function arrayCodec<Out, In>(of: Codec<Out, In>, length: Length): Codec<Out[] | null, readonly In[] | null> {
  return {
    read: (reader) => {
      const count = length.read(reader)
      if (count < 0) return null
      // Every element takes at least one byte, so a longer array is a lie.
      if (count > reader.remaining)
        throw undecodable(`an array of ${count} is announced, ${reader.remaining} bytes are left`)
      const items: Out[] = []
      for (let i = 0; i < count; i++) items.push(of.read(reader))
      return items
    },
    write: (writer, value) => {
      length.write(writer, value === null ? -1 : value.length)
      if (value !== null) for (const item of value) of.write(writer, item)
    },
  }
}

export function nullableArray<Out, In>(of: Type<Out, In>): Type<Out[] | null, readonly In[] | null> {
  return { at: (version) => arrayCodec(of.at(version), version.flexible ? COMPACT : INT32) }
}

export function array<Out, In>(of: Type<Out, In>): Type<Out[], readonly In[]> {
  const type = nullableArray(of)
  return {
    at: (version) => {
      const codec = type.at(version)
      return { read: (reader) => notNull(codec.read(reader)), write: (writer, value) => codec.write(writer, value) }
    },
  }
}

/** A struct that may be null: one byte says so, negative for null. */
export function nullable<Out, In>(of: Type<Out, In>): Type<Out | null, In | null> {
  return {
    at: (version) => {
      const codec = of.at(version)
      return {
        read: (reader) => (reader.int8() < 0 ? null : codec.read(reader)),
        write: (writer, value) => {
          writer.int8(value === null ? -1 : 1)
          if (value !== null) codec.write(writer, value)
        },
      }
    },
  }
}
