import { isAppError } from '#lib/errors.ts'
import { computePool } from '../compute/compute-pool.ts'
import type { SchemaText } from './compile-schema.ts'

const DEADLINE_MS = 2_000

/** A schema as a person reads it, printed in another thread; as it is registered where that takes too much. */
export async function printApart(schema: Pick<SchemaText, 'type' | 'text'>): Promise<string> {
  try {
    const options = { deadlineMs: DEADLINE_MS, what: 'the schema' }
    return String(await computePool().run({ kind: 'print', schema }, options))
  } catch (error) {
    if (isAppError(error)) return schema.text
    throw error
  }
}
