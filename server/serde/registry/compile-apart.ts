import { createHash } from 'node:crypto'
import { isMainThread } from 'node:worker_threads'
import { AppError, isAppError } from '#lib/errors.ts'
import { computePool } from '../compute/compute-pool.ts'
import { singleton } from '#server/singleton.ts'
import { type CompiledSchema, compileSchema, type SchemaText } from './compile-schema.ts'

const DEADLINE_MS = 2_000
/** A schema with what it refers to. */
const MAX_CHARS = 4 << 20
/** What was too much is not tried again for so long. */
const REFUSED_MS = 300_000
const MAX_REFUSED = 500

interface Refusal {
  error: AppError
  until: number
}

const refusals = () => singleton('schema-refusals', () => new Map<string, Refusal>())

/**
 * Makes a schema ready in another thread, so that it holds up nobody; a thread of its own, such as one that scans, does it itself.
 * @throws AppError UNDECODABLE that says what is wrong with the schema, or that it takes too much
 */
export async function compileApart(schema: SchemaText): Promise<CompiledSchema> {
  const { text, references } = schema
  const chars = [...references.values()].reduce((sum, { length }) => sum + length, text.length)
  if (chars > MAX_CHARS) throw new AppError('UNDECODABLE', 'the schema has more than four million characters')
  if (!isMainThread) return compileSchema(schema)
  const key = createHash('sha256')
    .update(JSON.stringify([schema.type, text, [...references]]))
    .digest('base64')
  const refused = refusals().get(key)
  if (refused && refused.until > Date.now()) throw refused.error
  try {
    const task = { kind: 'compile', schema } as const
    const compiled = await computePool().run(task, { deadlineMs: DEADLINE_MS, what: 'the schema' })
    return { ...(compiled as CompiledSchema), text, references }
  } catch (error) {
    if (isAppError(error) && error.code === 'UNDECODABLE') remember(key, error)
    throw error
  }
}

function remember(key: string, error: AppError): void {
  const known = refusals()
  known.delete(key)
  known.set(key, { error, until: Date.now() + REFUSED_MS })
  for (const oldest of known.keys()) {
    if (known.size <= MAX_REFUSED) break
    known.delete(oldest)
  }
}
