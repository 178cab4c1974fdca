import { z } from 'zod'
import { IntParam, listQuery, page, Reason } from './common.ts'
import { endpoint, type Need } from './endpoint.ts'
import { ofCluster, ofSubject } from './resource.ts'

/** A subject as it may be named; dots alone would be a step in the registry's path. */
export const SubjectName = z
  .string()
  .min(1)
  .max(500)
  .refine((name) => name !== '.' && name !== '..', { message: '. and .. are not allowed' })

export const SchemaType = z.enum(['AVRO', 'PROTOBUF', 'JSON'])
export type SchemaType = z.infer<typeof SchemaType>

/** A subject with its latest version. What could not be read of it is null, and `problem` says why. */
export const SubjectSummary = z.object({
  subject: z.string(),
  type: z.string().nullable(),
  id: z.number().nullable(),
  latestVersion: z.number().nullable(),
  references: z.number().nullable(),
  /** BACKWARD, FORWARD, FULL, each also _TRANSITIVE, or NONE; null where the registry's own holds. */
  compatibility: z.string().nullable(),
  problem: z.string().nullable(),
})
export type SubjectSummary = z.infer<typeof SubjectSummary>

/** The registry that a cluster is configured with; null where it has none. */
const Registry = z.object({ host: z.string(), compatibility: z.string().nullable(), mode: z.string().nullable() })
export type Registry = z.infer<typeof Registry>

export const SubjectList = page(SubjectSummary).extend({ registry: Registry.nullable() })
export type SubjectList = z.infer<typeof SubjectList>

export const listSubjects = endpoint({
  path: '/clusters/{cluster}/schemas',
  summary: 'Subjects of the schema registry',
  permission: 'schema.view',
  resources: ofCluster,
  query: listQuery(['subject']).extend({ pageSize: IntParam(1, 200).default(50) }),
  output: SubjectList,
})

export const SubjectDetail = z.object({
  subject: z.string(),
  versions: z.array(z.number()),
  compatibility: z.string().nullable(),
  /** Whether the compatibility is the registry's own and not the subject's. */
  compatibilityInherited: z.boolean(),
  /** Topics of the cluster whose keys or values this subject's name stands for. */
  topics: z.array(z.object({ topic: z.string(), side: z.enum(['key', 'value']) })),
})
export type SubjectDetail = z.infer<typeof SubjectDetail>

export const getSubject = endpoint({
  path: '/clusters/{cluster}/schemas/{subject}',
  summary: 'One subject with its versions and compatibility',
  permission: 'schema.view',
  resources: ofSubject,
  output: SubjectDetail,
})

export const SchemaReference = z.strictObject({ name: z.string(), subject: SubjectName, version: z.number() })

export const SchemaVersion = z.object({
  subject: z.string(),
  version: z.number(),
  id: z.number(),
  type: z.string(),
  /** The schema as it is registered; Avro and JSON Schema printed with indentation, a compiled Protobuf descriptor as a `.proto` text. */
  text: z.string(),
  references: z.array(SchemaReference),
  /** Why it cannot be used for decoding; null where it can. */
  problem: z.string().nullable(),
})
export type SchemaVersion = z.infer<typeof SchemaVersion>

export const getSchemaVersion = endpoint({
  path: '/clusters/{cluster}/schemas/{subject}/versions/{version}',
  summary: 'The schema of one version of a subject; "latest" gives the newest',
  permission: 'schema.view',
  resources: ofSubject,
  output: SchemaVersion,
})

/** A text of a million characters with its escapes. */
const MAX_DRAFT_BYTES = 1.5 * (1 << 20)

/** A schema as it is to be registered. */
const SchemaDraft = z.strictObject({
  type: SchemaType,
  text: z.string().trim().min(1, 'write the schema').max(1_000_000),
  references: z.array(SchemaReference).max(100).default([]),
})

/** The texts of the schemas that a draft refers to are read for it. */
const needsOfReferences = ({ references }: z.output<typeof SchemaDraft>): Need[] => [
  { permission: 'schema.view', resources: references.flatMap(ofSubject) },
]

/** What the registry would say to a schema; nothing is changed. */
export const SchemaCheck = z.object({
  /** Why records could not be read by it, as far as this console can tell; null where they could. */
  problem: z.string().nullable(),
  /** Whether it keeps the subject's compatibility; null where the registry could not say. */
  compatible: z.boolean().nullable(),
  /** What breaks it, in the registry's words. */
  messages: z.array(z.string()),
  /** The version that is the same schema already: registering it adds none. */
  existing: z.object({ version: z.number(), id: z.number() }).nullable(),
})
export type SchemaCheck = z.infer<typeof SchemaCheck>

export const checkSchema = endpoint({
  method: 'POST',
  path: '/clusters/{cluster}/schemas/{subject}/check',
  cost: 'scan',
  summary: 'Whether a schema may become the next version of a subject; changes nothing',
  permission: 'schema.register',
  resources: ofSubject,
  alsoNeeds: needsOfReferences,
  write: false,
  maxBodyBytes: MAX_DRAFT_BYTES,
  body: SchemaDraft,
  output: SchemaCheck,
})

export const registerSchema = endpoint({
  method: 'POST',
  path: '/clusters/{cluster}/schemas/{subject}/versions',
  summary: 'Register a schema as a new version of a subject, or as the first of a new one',
  permission: 'schema.register',
  resources: ofSubject,
  alsoNeeds: needsOfReferences,
  status: 201,
  maxBodyBytes: MAX_DRAFT_BYTES,
  body: SchemaDraft.extend({ reason: Reason }),
  output: z.object({ subject: z.string(), version: z.number().nullable(), id: z.number() }),
})

/** `permanent` also takes the schemas themselves away: records that name their ids cannot be read any more. */
const SchemaDeletion = z.strictObject({ permanent: z.boolean().default(false), reason: Reason })
const DeletedVersions = z.object({ versions: z.array(z.number()) })

export const deleteSubject = endpoint({
  method: 'DELETE',
  path: '/clusters/{cluster}/schemas/{subject}',
  summary: 'Delete a subject with all its versions',
  permission: 'schema.delete',
  resources: ofSubject,
  body: SchemaDeletion,
  output: DeletedVersions,
})

export const deleteSchemaVersion = endpoint({
  method: 'DELETE',
  path: '/clusters/{cluster}/schemas/{subject}/versions/{version}',
  summary: 'Delete one version of a subject',
  permission: 'schema.delete',
  resources: ofSubject,
  body: SchemaDeletion,
  output: DeletedVersions,
})
