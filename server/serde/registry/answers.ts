import { z } from 'zod'

export const Reference = z.object({ name: z.string(), subject: z.string(), version: z.number().int() })
export type Reference = z.infer<typeof Reference>

/** A schema as a registry gives it by id; where `schemaType` is missing it is Avro. */
export const SchemaAnswer = z.object({
  schema: z.string(),
  schemaType: z.string().nullish(),
  references: z.array(Reference).nullish(),
})

/** One version of a subject. */
export const VersionAnswer = SchemaAnswer.extend({
  subject: z.string(),
  version: z.number().int(),
  id: z.number().int(),
})
export type VersionAnswer = z.infer<typeof VersionAnswer>

export const SubjectVersions = z.array(z.object({ subject: z.string(), version: z.number().int() }))
export type SubjectVersions = z.infer<typeof SubjectVersions>

export const Problem = z.object({ error_code: z.number().optional(), message: z.string().optional() })

/** The three kinds of schema; what else a registry may hold cannot be decoded. */
export type SchemaType = 'AVRO' | 'PROTOBUF' | 'JSON'

export function schemaTypeOf(answer: string | null | undefined): SchemaType | null {
  const type = (answer ?? 'AVRO').toUpperCase()
  return type === 'AVRO' || type === 'PROTOBUF' || type === 'JSON' ? type : null
}
