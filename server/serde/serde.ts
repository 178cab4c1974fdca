import { sentence } from '#lib/format/sentence.ts'
import type { Decoded, FormatName } from '#lib/contract/messages.ts'
import type { RecordHeader } from '#server/kafka/records/record.ts'
import { decodeBytes, decodedOf, type DecodeOptions, problemOf } from './decode.ts'
import { decodeInternal, isInternalTopic } from './kafka/decode-record.ts'
import { ConfiguredMessages } from './protobuf/configured-messages.ts'
import { decodeWithSchema } from './registry/compile-schema.ts'
import type { LoadedSchema } from './registry/load-schema.ts'
import { RegistryClient } from './registry/registry-client.ts'
import { type Known, SchemaCache } from './registry/schema-cache.ts'
import { markOf, markOfHeader, SCHEMA_HEADER, type SchemaMark } from './registry/wire-format.ts'
import type { SerdeSettings } from './serde-settings.ts'

export type Side = 'key' | 'value'

/** The record that bytes belong to. */
export interface SerdeRecord {
  topic: string
  key: Buffer | null
  value: Buffer | null
  headers: readonly RecordHeader[]
}

/** Where bytes stand: their side of which topic's record, with its headers. */
export interface Place extends Pick<SerdeRecord, 'topic' | 'headers'> {
  side: Side
  /** The record's key, by which values of Kafka's internal topics are read. */
  key?: Buffer | null
}

/** Plain values, also across threads. */
export type KnownSchemas = ReadonlyMap<SchemaMark['key'], Known> | null

const FORMAT: Record<string, FormatName> = { AVRO: 'avro', PROTOBUF: 'protobuf', JSON: 'jsonSchema' }
const BY_SCHEMA: ReadonlySet<FormatName | undefined> = new Set(['avro', 'protobuf', 'jsonSchema', undefined])
/** Nobody waits longer for schemas, however many the records name. */
const PREPARE_MS = 8_000
const MAX_LOADED_AT_ONCE = 100

/**
 * Decodes the records of one cluster with what it knows of their schemas. {@link decode} never waits: `await prepare(record)` first, which
 * asks the schema registry for what is not known yet, or take the note that a schema is being loaded. One per thread.
 */
export class Serde {
  readonly registry: RegistryClient | null
  readonly #cache: Pick<SchemaCache, 'get' | 'load'> | null
  readonly #configured: ConfiguredMessages | null

  /** @param known where there is no registry to ask: see {@link knownFor} */
  constructor({ registry, protobuf }: SerdeSettings, known: KnownSchemas = null) {
    this.registry = registry ? new RegistryClient(registry) : null
    this.#cache = this.registry ? new SchemaCache(this.registry) : known ? onlyKnown(known) : null
    this.#configured = protobuf ? new ConfiguredMessages(protobuf) : null
  }

  close(): void {
    this.registry?.close()
  }

  /** Whether {@link decode} does no more for these records than `decodeBytes`: nothing is configured that could help. */
  isPlain(topic: string): boolean {
    return this.#cache === null && !this.knows(topic)
  }

  /** Whether the records of a topic are known by its name. */
  knows(topic: string): boolean {
    return isInternalTopic(topic) || (this.#configured?.has(topic) ?? false)
  }

  /** Loads the schemas that these records name and that are not known yet; null where there is none, so that nobody waits for nothing. */
  prepare(records: Iterable<SerdeRecord>, maxWaitMs = PREPARE_MS): Promise<void> | null {
    const cache = this.#cache
    if (!cache) return null
    const loading = new Map<SchemaMark['key'], Promise<void>>()
    for (const { key, value, headers } of records) {
      for (const mark of [marked(key, 'key', headers), marked(value, 'value', headers)]) {
        if (!mark || loading.has(mark.key) || loading.size >= MAX_LOADED_AT_ONCE) continue
        if (cache.get(mark.key).state === 'unknown') loading.set(mark.key, cache.load(mark.key))
      }
    }
    return loading.size === 0 ? null : within(maxWaitMs, Promise.all(loading.values()))
  }

  /** What is known by now of the schemas that a record names, for another thread; null without a registry. */
  knownFor({ key, value, headers }: SerdeRecord): KnownSchemas {
    const cache = this.#cache
    const marks = [marked(key, 'key', headers), marked(value, 'value', headers)].filter((mark) => mark !== null)
    return cache && new Map(marks.map((mark) => [mark.key, cache.get(mark.key)]))
  }

  /** Bytes as a person reads them: by the schema they name, by the configured message, else as {@link decodeBytes} finds. Never throws. */
  decode(bytes: Buffer, place: Place, options: DecodeOptions = {}): Decoded {
    const { format } = options
    if (isInternalTopic(place.topic) && (format === undefined || format === 'kafka')) {
      return decodeOwn(bytes, place, options)
    }
    if (!BY_SCHEMA.has(format)) return decodeBytes(bytes, options)
    const mark = this.#cache ? marked(bytes, place.side, place.headers) : null
    if (mark) return this.#bySchema(bytes, mark, place, options)
    const message = format === undefined || format === 'protobuf' ? this.#configured?.find(place) : undefined
    if (message) {
      const decoded = message.decode(bytes, options.maxBytes ?? Infinity)
      return typeof decoded === 'string' ? failed(bytes, decoded, options) : decoded
    }
    return decodeBytes(bytes, options)
  }

  #bySchema(bytes: Buffer, mark: SchemaMark, place: Place, options: DecodeOptions): Decoded {
    const known = this.#cache?.get(mark.key) ?? ({ state: 'unknown' } as const)
    if (known.state === 'unknown') {
      void this.#cache?.load(mark.key)
      return failed(bytes, `Its schema ${mark.key} is being loaded: look again in a moment.`, options, mark)
    }
    if (known.state === 'failed') {
      // Numbers often begin with zeros, and no schema has to stand behind that.
      const mayBeNumber = known.missing && mark.from === 'bytes' && [8, 16].includes(bytes.length)
      if (mayBeNumber && options.format === undefined) return decodeBytes(bytes, options)
      return failed(bytes, `Its schema ${mark.key} could not be loaded: ${known.problem}`, options, mark)
    }
    const { compiled } = known.schema
    const format = FORMAT[compiled.type] ?? 'hex'
    if (options.format !== undefined && options.format !== format) {
      return failed(
        bytes,
        `Its schema ${mark.key} is of the type ${compiled.type}.`,
        { ...options, format: undefined },
        mark,
      )
    }
    try {
      const inHeader = mark.from === 'header'
      const { text, truncated, reason, error } = decodeWithSchema(compiled, {
        bytes: inHeader ? bytes : mark.rest,
        mark: inHeader ? mark.rest : null,
        maxChars: options.maxBytes ?? Infinity,
      })
      return {
        ...decodedOf(bytes, { format, reason, error }, { text, truncated, exact: false }),
        schema: schemaOf(known.schema, mark, place),
      }
    } catch (error) {
      return failed(bytes, sentence(`It does not fit its schema ${mark.key}: ${problemOf(error)}`), options, mark)
    }
  }
}

function onlyKnown(known: NonNullable<KnownSchemas>): Pick<SchemaCache, 'get' | 'load'> {
  return { get: (key) => known.get(key) ?? { state: 'unknown' }, load: async () => undefined }
}

/** A key or value of an internal topic. */
function decodeOwn(bytes: Buffer, { topic, side, key = null }: Place, options: DecodeOptions): Decoded {
  try {
    return decodedOf(
      bytes,
      { format: 'kafka' },
      decodeInternal({ topic, side, bytes, key }, options.maxBytes ?? Infinity),
    )
  } catch (error) {
    return failed(bytes, sentence(`Not a record that Kafka writes into ${topic}: ${problemOf(error)}`), options)
  }
}

/** The schema that bytes name in front of them, or in their header. */
function marked(bytes: Buffer | null, side: Side, headers: readonly RecordHeader[]): SchemaMark | null {
  if (bytes === null) return null
  const name = SCHEMA_HEADER[side]
  for (const header of headers) {
    if (header.name.length !== name.length || header.value === null || header.name.toString('latin1') !== name) continue
    const mark = markOfHeader(header.value)
    if (mark) return mark
  }
  return markOf(bytes)
}

/** Of the subjects that a schema is registered under, the one that the topic's name leads to, if it is among them. */
function schemaOf(
  { id, subjects, compiled }: LoadedSchema,
  mark: SchemaMark,
  { topic, side }: Place,
): NonNullable<Decoded['schema']> {
  const own = subjects.find(({ subject }) => subject === `${topic}-${side}`)
  const { subject = null, version = null } = own ?? subjects[0] ?? {}
  return { id, subject, version, type: compiled.type, ...(typeof mark.key === 'string' ? { guid: mark.key } : {}) }
}

/** Bytes that could not be read as they should be: what stands behind the mark where that is JSON, else as they are found, and why. */
function failed(bytes: Buffer, problem: string, options: DecodeOptions, mark?: SchemaMark): Decoded {
  const { maxBytes = Infinity, cut } = options
  if (mark?.from === 'bytes' && opensJson(mark.rest)) {
    const rest = decodeBytes(mark.rest, { maxBytes, cut })
    if (rest.format === 'json') {
      const exact = { text: rest.text, truncated: rest.truncated, exact: false }
      return decodedOf(bytes, { format: 'json', error: problem }, exact)
    }
  }
  const { error: _, ...found } = decodeBytes(bytes, { maxBytes, cut })
  return { ...found, error: problem }
}

function opensJson(bytes: Buffer): boolean {
  return bytes[0] === 0x7b || bytes[0] === 0x5b
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, timeout])
  clearTimeout(timer)
}
