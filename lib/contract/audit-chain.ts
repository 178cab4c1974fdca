import { z } from 'zod'
import { Offset, repeated } from './common.ts'
import { endpoint } from './endpoint.ts'

/**
 * From best to worst. `startExpired`: the oldest records have expired, all later ones are there. `foreignKey`: records that this console has no
 * key for. `gap`: records are missing. `altered`: records were changed, copied, or written by another client.
 */
export const CHAIN_VERDICTS = ['ok', 'startExpired', 'foreignKey', 'gap', 'altered'] as const
export const ChainVerdict = z.enum(CHAIN_VERDICTS)
export type ChainVerdict = z.infer<typeof ChainVerdict>

/** A record's place in the chain, as the second sink has it in `chain`. */
export const Checkpoint = z.object({
  topicId: z.string().nullable(),
  offset: Offset,
  writer: z.string().max(40),
  sequence: z.number().int(),
  version: z.number().int(),
  mac: z.string().max(100),
})
export type Checkpoint = z.infer<typeof Checkpoint>

const CheckpointParam = z
  .string()
  .max(1_000)
  .transform((text, context): Checkpoint => {
    try {
      return Checkpoint.parse(JSON.parse(text))
    } catch {
      context.addIssue({ code: 'custom', message: 'the JSON of `chain` in a line of the second sink is expected' })
      return z.NEVER
    }
  })

/** The chain of one cluster's audit log. */
const AuditChain = z.object({
  cluster: z.string(),
  /** Null where the cluster does not answer. */
  verdict: ChainVerdict.nullable(),
  /** Why there is no verdict, or why it is one of a part only; null otherwise. */
  problem: z.string().nullable(),
  /** All records were read. */
  complete: z.boolean(),
  /** Signed records that are in order, and by how many writers: each start of a console is one. */
  records: z.number(),
  writers: z.number(),
  logStartOffset: Offset.nullable(),
  endOffset: Offset.nullable(),
  /** Of the topic; null for ever, or where it is not there. */
  retentionMs: z.number().nullable(),
  /** How many checkpoints were compared, and found. This console's own last record is one. */
  checkpoints: z.object({ compared: z.number(), found: z.number() }),
  problems: z.array(
    z.object({
      verdict: ChainVerdict.exclude(['ok']),
      text: z.string(),
      /** The first and the last record that it is about, or between which it is; null where nothing is left of it. */
      from: Offset.nullable(),
      to: Offset.nullable(),
      count: z.number(),
    }),
  ),
})
export type AuditChain = z.infer<typeof AuditChain>

export const verifyAudit = endpoint({
  path: '/audit/verify',
  cost: 'scan',
  summary: 'Whether the audit logs are whole: nothing missing, changed or written by others',
  permission: 'audit.view',
  resources: ({ cluster }) => [{ kind: 'audit', cluster }],
  query: z.object({
    cluster: z.string().optional(),
    /** `chain` of lines that a second sink has received, as JSON; they must be in the log. */
    checkpoint: repeated(CheckpointParam),
  }),
  /** `verdict`: the worst of all clusters that answered; null where none did. */
  output: z.object({ verdict: ChainVerdict.nullable(), clusters: z.array(AuditChain) }),
})
