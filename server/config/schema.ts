import { z } from 'zod'
import { DeadLetterConfig } from './dead-letters-schema.ts'
import { Role } from '#lib/contract/session.ts'
import { Alerts } from './alerts-schema.ts'
import { Audit, type AuditSettings } from './audit-schema.ts'
import { hostPort } from './host-port.ts'
import { SecretValue } from './secret-value.ts'
import { Tls, TlsFiles } from './tls-schema.ts'

const BrokerAddress = hostPort('kafka-1.example.com:9092')

const Sasl = z.strictObject({
  mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
  username: z.string().min(1),
  password: SecretValue,
})

/** A service beside Kafka. Basic authentication by user and password, or a bearer token. */
const HttpService = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  username: z.string().optional(),
  password: SecretValue.optional(),
  token: SecretValue.optional(),
  tls: TlsFiles.optional(),
})

/** `.proto` files, and which of their messages stand in which topics; `*` in a topic's name stands for anything. */
const ProtobufFiles = z.strictObject({
  folder: z.string().min(1),
  topics: z
    .array(z.strictObject({ topic: z.string().min(1), key: z.string().optional(), value: z.string().optional() }))
    .min(1, 'at least one topic is needed'),
})

const ClusterConfig = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and - are allowed')
    .optional(),
  name: z.string().min(1).max(60),
  environment: z.string().max(30).default('development'),
  colour: z.enum(['grey', 'green', 'blue', 'amber', 'red', 'purple']).optional(),
  readOnly: z.boolean().default(false),
  /** How often groups and offsets are sampled. A round that takes long is followed by a longer pause. */
  sampleSeconds: z.number().int().min(1).max(3_600).default(10),
  brokers: z.array(BrokerAddress).min(1, 'at least one host:port is needed'),
  tls: Tls.default(false),
  sasl: Sasl.optional(),
  schemaRegistry: HttpService.optional(),
  protobuf: ProtobufFiles.optional(),
  connect: z.array(HttpService.extend({ name: z.string().min(1) })).default([]),
  audit: Audit.default({}),
})

/** What live streams may take; over it they are refused (viewers) or slowed down (bytes). */
const TailLimits = z.strictObject({
  viewersPerCluster: z.number().int().min(1).default(500),
  /** Of one cluster. Whoever did not sign in is nobody in particular: then only the limit of the cluster counts. */
  viewersPerUser: z.number().int().min(1).default(50),
  bytesPerSecond: z.number().int().min(10_000).default(100_000_000),
})

/** Requests at a time, of one user and of all; an address of people who did not sign in may take nearly all. */
const RequestLimit = (perUser: number, all: number) =>
  z
    .strictObject({
      perUser: z.number().int().min(1).default(perUser),
      all: z.number().int().min(1).default(all),
    })
    .prefault({})

/** What one user may ask of the console; beyond it requests are refused with 429. */
const Limits = z.strictObject({
  queries: RequestLimit(24, 96),
  scans: RequestLimit(8, 32),
  streams: RequestLimit(60, 1000),
  /** A cheap request costs 1 point, a query 2, a live stream 5, a scan 10. */
  pointsPerSecond: z.number().int().min(1).default(100),
})

/** Four eyes: a replay of more records than this waits until somebody else approves it; null for never. */
const ReplayLimits = z.strictObject({ approvalAbove: z.number().int().min(0).nullable().default(null) })

const Auth = z.strictObject({
  /** The key ring that signs what the console keeps: a path, beside the configuration file where it is relative. */
  secretFile: z.string().min(1).default('tailrace.key'),
  /** What everybody may do, since nobody signs in. */
  anonymousRoles: z.array(Role).default(['viewer']),
})

/** Where what belongs to no cluster is kept; the one cluster where there is one. */
const State = z.strictObject({ cluster: z.string().optional() })

/** What stands in tailrace.yaml, after environment references and secret files were put in. */
export const ConfigFile = z.strictObject({
  publicAddresses: z.array(z.url({ protocol: /^https?$/ })).default([]),
  /** Where `auth.anonymousRoles` stood at first. It still counts, with a warning. */
  anonymousRoles: z.array(Role).optional(),
  auth: Auth.prefault({}),
  state: State.default({}),
  tails: TailLimits.prefault({}),
  limits: Limits.prefault({}),
  replays: ReplayLimits.default({ approvalAbove: null }),
  deadLetters: DeadLetterConfig.default({ mappings: [], pairs: [] }),
  alerts: Alerts.default({ webhooks: [], rules: [] }),
  clusters: z.array(ClusterConfig).min(1, 'at least one cluster is needed'),
})

export type ClusterConfig = Omit<z.output<typeof ClusterConfig>, 'id' | 'colour' | 'audit'> & {
  id: string
  colour: string
  audit: AuditSettings
}
export type Config = Omit<z.output<typeof ConfigFile>, 'clusters'> & { clusters: ClusterConfig[] }
