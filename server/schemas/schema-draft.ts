import type { z } from 'zod'
import type { checkSchema } from '#lib/contract/schemas.ts'
import { isAppError } from '#lib/errors.ts'
import { compileSchema } from '#server/serde/registry/compile-schema.ts'
import { loadReferences } from '#server/serde/registry/load-schema.ts'
import type { RegistryClient } from '#server/serde/registry/registry-client.ts'

type Draft = z.output<typeof checkSchema.body>

/** A schema as the registry takes it; Avro goes without its type, which older registries do not know. */
export function toRegistryBody({ type, text, references }: Draft): object {
  return {
    schema: text,
    ...(type === 'AVRO' ? {} : { schemaType: type }),
    ...(references.length > 0 ? { references } : {}),
  }
}

/** Why records could not be read by it; null where they could. @throws AppError where the registry does not answer */
export async function problemOfDraft(registry: RegistryClient, draft: Draft): Promise<string | null> {
  const { type, text } = draft
  try {
    if (type !== 'PROTOBUF') JSON.parse(text)
    compileSchema({ type, text, references: await loadReferences(registry, draft.references) })
    return null
  } catch (error) {
    if (error instanceof SyntaxError) return `It is not JSON: ${error.message}`
    if (!isAppError(error) || error.code === 'CLUSTER_UNREACHABLE' || error.code === 'BROKER_TIMEOUT') throw error
    return error.message
  }
}
