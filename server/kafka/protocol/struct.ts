import { AppError } from '#lib/errors.ts'
import type { Codec, InOf, OutOf, Type, Version } from './codec.ts'

/** A field which not every version carries. Where it is missing it reads as `fallback`; when writing it can be left out. */
export interface Optional<Out, In> extends Type<Out, In | undefined> {
  readonly optional: true
  readonly from: number
  readonly to: number
  readonly fallback: unknown
  readonly strict: boolean
}

type Fields = Record<string, Type<unknown>>
type OptionalKeys<F> = { [K in keyof F]: F[K] extends { optional: true } ? K : never }[keyof F]
type Flat<T> = { [K in keyof T]: T[K] }
type StructOut<F> = { [K in keyof F]: OutOf<F[K]> }
type StructIn<F> = Flat<
  { [K in Exclude<keyof F, OptionalKeys<F>>]: InOf<F[K]> } & { [K in OptionalKeys<F>]?: InOf<F[K]> | undefined }
>

/** The union, without members that the first holds already (`never[]` of an empty array). */
type Or<T, D> = D extends T ? T : T | D

interface Range {
  from: number
  to: number
  strict: boolean
}

function ranged<Out, In, D>(type: Type<Out, In>, fallback: D, range: Range): Optional<Or<Out, D>, Or<In, D>> {
  // One fallback serves every value read, so nobody may add to it.
  if (Array.isArray(fallback)) Object.freeze(fallback)
  return {
    ...range,
    optional: true,
    fallback,
    at: (version) => {
      const codec = type.at(version)
      return {
        read: (reader) => codec.read(reader) as Or<Out, D>,
        // A fallback outside the type (null for "this version does not say") is never written: requests have none.
        write: (writer, value) => codec.write(writer, (value === undefined ? fallback : value) as In),
      }
    },
  }
}

/** A field of every version that may be left out when writing. */
export function optional<Out, In, D extends In>(type: Type<Out, In>, fallback: D): Optional<Or<Out, D>, Or<In, D>> {
  return ranged(type, fallback, { from: 0, to: Infinity, strict: false })
}

/** A field from version `from` on; an older version ignores it. */
export function since<Out, In, D>(from: number, type: Type<Out, In>, fallback: D): Optional<Or<Out, D>, Or<In, D>> {
  return ranged(type, fallback, { from, to: Infinity, strict: false })
}

/** A field of the versions `from` to `to`. */
export function between<Out, In, D>(
  [from, to]: readonly [number, number],
  type: Type<Out, In>,
  fallback: D,
): Optional<Or<Out, D>, Or<In, D>> {
  return ranged(type, fallback, { from, to, strict: false })
}

/**
 * A field from version `from` on which changes what the request means: writing anything but the fallback at an older version is
 * refused with UNSUPPORTED_BY_BROKER instead of being left out in silence.
 */
export function requires<Out, In, D>(from: number, type: Type<Out, In>, fallback: D): Optional<Or<Out, D>, Or<In, D>> {
  return ranged(type, fallback, { from, to: Infinity, strict: true })
}

/** Fields one after the other, in the order of the description. Names are those of Kafka's message definitions. */
export function struct<F extends Fields>(fields: F): Type<Flat<StructOut<F>>, StructIn<F>> {
  return { at: (version) => structCodec(fields, version) as Codec<Flat<StructOut<F>>, StructIn<F>> }
}

function structCodec(fields: Fields, version: Version): Codec<unknown, unknown> {
  const present: { name: string; codec: Codec<unknown> }[] = []
  const absent: { name: string; field: Optional<unknown, unknown> }[] = []
  for (const [name, field] of Object.entries(fields)) {
    if (isOptional(field) && (version.number < field.from || version.number > field.to)) absent.push({ name, field })
    else present.push({ name, codec: field.at(version) })
  }
  const { flexible } = version
  return {
    read: (reader) => {
      const value: Record<string, unknown> = {}
      for (const { name, codec } of present) value[name] = codec.read(reader)
      for (const { name, field } of absent) value[name] = field.fallback
      if (flexible) reader.skipTags()
      return value
    },
    write: (writer, input) => {
      const value = input as Record<string, unknown>
      for (const { name, field } of absent) {
        if (field.strict && !isFallback(value[name], field.fallback)) throw tooOld(name, field.from)
      }
      for (const { name, codec } of present) codec.write(writer, value[name])
      if (flexible) writer.unsignedVarint(0)
    },
  }
}

function isOptional(field: Type<unknown>): field is Optional<unknown, unknown> {
  return 'optional' in field
}

function isFallback(value: unknown, fallback: unknown): boolean {
  return value === undefined || value === fallback || (Array.isArray(value) && value.length === 0)
}

/** What a request asks for is only known by later versions of its API than the broker serves. */
export function tooOld(what: string, from: number): AppError {
  return new AppError('UNSUPPORTED_BY_BROKER', `"${what}" needs at least version ${from} of this API`)
}

/** A type seen through two functions, for messages whose shape changed between versions while their meaning did not. */
export function mapped<Out, In, WireOut, WireIn>(
  type: Type<WireOut, WireIn>,
  read: (wire: WireOut, version: number) => Out,
  write: (value: In, version: number) => WireIn,
): Type<Out, In> {
  return {
    at: (version) => {
      const codec = type.at(version)
      return {
        read: (reader) => read(codec.read(reader), version.number),
        write: (writer, value) => codec.write(writer, write(value, version.number)),
      }
    },
  }
}
