import { z } from 'zod'
import { Offset } from '#lib/contract/common.ts'
import { ReplayGuarantee, ReplayOptions, ReplaySelection, ReplayState, ReplayTarget } from '#lib/contract/replays.ts'
import { Counts } from './ledger-entry.ts'
import type { Places } from './places.ts'

const Subject = z.object({ issuer: z.string(), sub: z.string() })

/** What a replay is, written once when it is created and never changed: whoever goes on with it does exactly this. */
export const JobDefinition = z.object({
  v: z.literal(1),
  id: z.string(),
  source: z.object({ topic: z.string(), topicId: z.string().nullable() }),
  selection: ReplaySelection,
  ranges: z.array(z.object({ partition: z.number(), from: Offset, to: Offset })),
  target: ReplayTarget,
  options: ReplayOptions,
  /** The target topics as they were when it was planned; partitions are chosen by these counts. */
  topics: z.record(
    z.string(),
    z.object({
      partitions: z.number(),
      /** Jobs of consoles that knew only this one do not say. */
      partitioner: z.enum(['murmur2', 'crc32', 'fnv1a']).default('murmur2'),
      compacted: z.boolean(),
      maxMessageBytes: z.number().nullable(),
      writable: z.boolean().default(true),
    }),
  ),
  /** The topics that records' own headers may choose; null in jobs of versions that did not ask. */
  allowed: z.array(z.string()).nullable().default(null),
  /** The topics whose records are sent for dead letters that only point to them. */
  originals: z.array(z.string()).default([]),
  selected: z.number(),
  /** Where the dead-letter topic ended, partition by partition: what comes after it may have come back. */
  ends: z.array(z.object({ partition: z.number(), to: Offset })).default([]),
  /** Up to where the targets were looked at for newer records of a key. */
  newerUntil: z.record(z.string(), z.record(z.string(), Offset)).default({}),
  /** The groups that had failed on the records, as far as these tell. */
  groups: z.array(z.string()).default([]),
  guarantee: ReplayGuarantee,
  /** The ledger topic and where it ended when the job was created; null where the job keeps its progress in memory. */
  ledger: z.object({ topicId: z.string().nullable(), from: Offset }).nullable(),
  by: z.string(),
  /** Who asked for it; null in jobs of versions that knew only the name. */
  requester: Subject.nullable().default(null),
  /** How many records were to be sent when it was planned; null in jobs of versions that did not say. */
  sending: z.number().nullable().default(null),
  /** Whether somebody else has to approve it. */
  needsApproval: z.boolean().default(false),
  reason: z.string(),
  requestId: z.string(),
  createdAt: z.number(),
})
export type JobDefinition = z.infer<typeof JobDefinition>

/** How a replay stands; written by its owner. `started` is set before its first record is sent. */
export const JobStatus = z.object({
  state: ReplayState,
  started: z.boolean(),
  counts: Counts,
  endedAt: z.number().nullable(),
  problem: z.string().nullable(),
  owner: z.string(),
  canary: z.enum(['sending', 'waiting', 'passed', 'stopped']).nullable().default(null),
  approvedBy: z.string().nullable().default(null),
  /** Null until it is approved, and in jobs of versions that knew only the name. */
  approver: Subject.nullable().default(null),
})
export type JobStatus = z.infer<typeof JobStatus>

/** What somebody wants of a replay; any console writes it, the owner obeys. */
export const JobWish = z.object({ wish: z.enum(['run', 'pause', 'abort']), by: z.string(), at: z.number() })
export type JobWish = z.infer<typeof JobWish>

export const JOB_PREFIX = 'replay/'
export const jobKey = (id: string) => `${JOB_PREFIX}${id}`
export const statusKey = (id: string) => `${JOB_PREFIX}${id}/status`
export const wishKey = (id: string) => `${JOB_PREFIX}${id}/wish`
export const leaseKey = (id: string) => `${JOB_PREFIX}${id}/lease`

const ENDED = new Set<ReplayState>(['completed', 'partial', 'failed', 'aborted'])

export function hasEnded({ state }: { state: ReplayState }): boolean {
  return ENDED.has(state)
}

/** Where the records of a replay stand. */
export function placesOf({ ranges, selection }: JobDefinition): Places {
  const chosen = new Map<number, Set<bigint>>()
  if ('records' in selection)
    for (const { partition, offset } of selection.records)
      chosen.set(partition, (chosen.get(partition) ?? new Set<bigint>()).add(BigInt(offset)))
  return {
    ranges: ranges.map(({ partition, from, to }) => ({ partition, from: BigInt(from), to: BigInt(to) })),
    chosen: 'records' in selection ? chosen : null,
  }
}
