import type { Input } from '#lib/contract/messages.ts'
import { invalid, isAppError } from '#lib/errors.ts'
import { computePool } from './compute/compute-pool.ts'
import { ByteWriter } from './binary/byte-writer.ts'
import { encodeApart } from './encode-apart.ts'
import { schemaTypeOf, type SchemaType, VersionAnswer } from './registry/answers.ts'
import type { SchemaText } from './registry/compile-schema.ts'
import { loadReferences } from './registry/load-schema.ts'
import type { RegistryClient } from './registry/registry-client.ts'
import type { Serde, Side } from './serde.ts'
import { pathSegment } from './registry/path-segment.ts'

/** Sixteen megabytes of JSON take a second or two. */
const DEADLINE_MS = 5_000

type TextInput = Extract<Input, { text: string }>

const TYPES: Partial<Record<TextInput['format'], SchemaType>> = {
  avro: 'AVRO',
  protobuf: 'PROTOBUF',
  jsonSchema: 'JSON',
}
const LABEL: Record<SchemaType, string> = { AVRO: 'Avro', PROTOBUF: 'Protobuf', JSON: 'JSON Schema' }

/**
 * The bytes of a key or value that a user describes; with a format of the schema registry, JSON checked and encoded by a registered schema, in
 * Confluent's wire format. @throws AppError INVALID_INPUT naming the side, or what went wrong with the registry
 */
export async function encodeSide(
  { registry }: Pick<Serde, 'registry'>,
  input: Input | null,
  { topic, side }: { topic: string; side: Side },
): Promise<Buffer | null> {
  const type = input !== null && 'text' in input ? TYPES[input.format] : undefined
  if (input === null || !('text' in input) || type === undefined) return encodeApart(input, side)
  if (!registry) throw invalid(side, 'cannot be written by a schema: no schema registry is configured for this cluster')
  const { subject = `${topic}-${side}` } = input
  const { id, schema } = await loadVersion(registry, { type, subject, version: input.version, side })
  const out = new ByteWriter()
  out.fixed(5, (buffer) => buffer.writeUInt32BE(id, 1))
  try {
    const { text, message } = input
    const options = { deadlineMs: DEADLINE_MS, what: 'encoding it' }
    out.bytes(Buffer.from((await computePool().run({ kind: 'encode', schema, text, message }, options)) as Uint8Array))
  } catch (error) {
    if (!isAppError(error) || error.code !== 'UNDECODABLE') throw error
    throw invalid(side, `does not fit the schema of ${subject}: ${error.message}`)
  }
  return out.done()
}

interface Wanted {
  type: SchemaType
  subject: string
  version: number | undefined
  side: Side
}

async function loadVersion(
  registry: RegistryClient,
  { type, subject, version, side }: Wanted,
): Promise<{ id: number; schema: SchemaText }> {
  const path = `/subjects/${pathSegment(subject)}/versions/${version ?? 'latest'}`
  const answer = await registry.get(path, VersionAnswer).catch((error: unknown) => {
    if (!isAppError(error) || error.code !== 'NOT_FOUND') throw error
    const which = version === undefined ? '' : ` in version ${version}`
    throw invalid(side, `has no schema: the subject ${subject} is not in the schema registry${which}`)
  })
  const found = schemaTypeOf(answer.schemaType)
  if (found !== type) {
    const label = found === null ? (answer.schemaType ?? '') : LABEL[found]
    throw invalid(side, `is to be written as ${LABEL[type]}, and the schema of ${subject} is ${label}`)
  }
  const references = await loadReferences(registry, answer.references ?? [])
  return { id: answer.id, schema: { type, text: answer.schema, references } }
}
