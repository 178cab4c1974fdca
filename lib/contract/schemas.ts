import { z } from 'zod'
import { IntParam, listQuery, page } from './common.ts'
import { endpoint } from './endpoint.ts'

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
  permission: 'topic.view',
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
  permission: 'topic.view',
  output: SubjectDetail,
})

export const SchemaReference = z.object({ name: z.string(), subject: z.string(), version: z.number() })

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
  permission: 'topic.view',
  output: SchemaVersion,
})
