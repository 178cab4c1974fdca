import { z } from 'zod'
import { isAppError } from '#lib/errors.ts'
import type { RegistryClient } from '#server/serde/registry/registry-client.ts'
import { pathSegment } from '#server/serde/registry/path-segment.ts'

const Compatibility = z.object({ compatibilityLevel: z.string() })

/** The rule that new versions of a subject have to keep; null where it has none of its own. Without a subject, the registry's. */
export async function readCompatibility(registry: RegistryClient, subject?: string): Promise<string | null> {
  const path = subject === undefined ? '/config' : `/config/${pathSegment(subject)}`
  try {
    return (await registry.get(path, Compatibility)).compatibilityLevel
  } catch (error) {
    if (isAppError(error) && error.code === 'NOT_FOUND') return null
    throw error
  }
}
