import { sentence } from '#lib/format/sentence.ts'
import type { Decoded } from '#lib/contract/messages.ts'
import { ByteReader } from '../binary/byte-reader.ts'
import { writeJson } from '../binary/json-text.ts'
import { Problems } from '../binary/problems.ts'
import { decodedOf, problemOf } from '../decode.ts'
import type { ProtobufTopic, SerdeSettings } from '../serde-settings.ts'
import { decodeProtobuf } from './decode-protobuf.ts'
import type { ProtoSchema } from './field-plan.ts'
import { messageByName } from './find-message.ts'
import { loadProto } from './load-proto.ts'

interface ConfiguredMessage {
  /** The decoded bytes, or why that failed. */
  decode(bytes: Buffer, maxChars: number): Decoded | string
}

/** Messages that the configuration names for topics, for records that carry no schema id. */
export class ConfiguredMessages {
  readonly #topics: { matches: RegExp; topic: ProtobufTopic }[]
  readonly #files: ReadonlyMap<string, string>
  #schema: ProtoSchema | { problem: string } | undefined

  constructor({ files, topics }: NonNullable<SerdeSettings['protobuf']>) {
    this.#files = files
    this.#topics = topics.map((topic) => ({ topic, matches: patternOf(topic.topic) }))
  }

  has(topic: string): boolean {
    return this.#topics.some(({ matches }) => matches.test(topic))
  }

  find({ topic, side }: { topic: string; side: 'key' | 'value' }): ConfiguredMessage | undefined {
    const name = this.#topics.find((entry) => entry.matches.test(topic) && entry.topic[side] !== undefined)?.topic[side]
    return name === undefined ? undefined : { decode: (bytes, maxChars) => this.#decode(name, bytes, maxChars) }
  }

  #decode(name: string, bytes: Buffer, maxChars: number): Decoded | string {
    this.#schema ??= loadAll(this.#files)
    const schema = this.#schema
    if ('problem' in schema) return sentence(`The configured .proto files cannot be used: ${schema.problem}`)
    const type = messageByName(schema, name)
    if (!type) return `The configured .proto files have no message ${name}.`
    try {
      const problems = new Problems()
      const text = writeJson(maxChars, (out) => decodeProtobuf(type, new ByteReader(bytes), out, problems))
      const reason = `The configuration says that it is ${name}.`
      return decodedOf(bytes, { format: 'protobuf', reason, error: problems.text }, { ...text, exact: false })
    } catch (error) {
      return sentence(`Not ${name}: ${problemOf(error)}`)
    }
  }
}

function loadAll(files: ReadonlyMap<string, string>): ProtoSchema | { problem: string } {
  try {
    const imports = [...files.keys()].map((path) => `import ${JSON.stringify(path)};`)
    return loadProto(`syntax = "proto3"; ${imports.join('\n')}`, files)
  } catch (error) {
    return { problem: problemOf(error) }
  }
}

function patternOf(topic: string): RegExp {
  const parts = topic.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`)
}
