import type { z } from 'zod'
import type { checkSchema } from '#lib/contract/schemas.ts'
import { isAppError } from '#lib/errors.ts'
import { encodeApart } from '#server/serde/encode-apart.ts'
import { compileApart } from '#server/serde/registry/compile-apart.ts'
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
    if (type !== 'PROTOBUF') await encodeApart({ text, format: 'json' }, 'It')
    await compileApart({ type, text, references: await loadReferences(registry, draft.references) })
    return null
  } catch (error) {
    if (!isAppError(error) || error.code === 'CLUSTER_UNREACHABLE' || error.code === 'BROKER_TIMEOUT') throw error
    // About the text itself: `is not JSON: …`.
    const [issue] = error.issues ?? []
    return issue?.path === 'It' ? `It ${issue.message}` : error.message
  }
}
