import { z } from 'zod'
import { Done, Offset, Reason, Timestamp } from './common.ts'
import { endpoint } from './endpoint.ts'
import { ofGroup } from './resource.ts'

/**
 * Where offsets are moved to. `value` is milliseconds for time, a duration such as 15m, an offset, a signed number to shift by, or a group; for `each`
 * every one of `partitions` has its own offset, as a file of offsets says.
 */
export const OffsetTarget = z.enum(['earliest', 'latest', 'time', 'duration', 'offset', 'shift', 'group', 'each'])
export type OffsetTarget = z.infer<typeof OffsetTarget>

/** Two lists of 20,000 partitions. */
const MAX_OFFSETS_BYTES = 16 << 20

const Change = z.strictObject({
  /** Without it: every topic the group has committed on. */
  topics: z.array(z.string()).max(1_000).optional(),
  partitions: z
    .array(z.strictObject({ topic: z.string(), partition: z.number().int().min(0), offset: Offset.optional() }))
    .max(20_000)
    .optional(),
  to: OffsetTarget,
  value: z.string().max(250).optional(),
})

/** One partition of a change. `after` is null where nothing is changed, for the reason in `note`. */
export const OffsetChange = z.object({
  topic: z.string(),
  partition: z.number(),
  before: Offset.nullable(),
  after: Offset.nullable(),
  logStartOffset: Offset,
  endOffset: Offset,
  /** Records between before and after that will not be read. */
  skipped: Offset,
  /** Records that will be read once more. */
  readAgain: Offset,
  /** The time of the record at `after`; null at the end of the log, and beyond the first hundred partitions. */
  landsAt: Timestamp.nullable(),
  note: z.string().nullable(),
})
export type OffsetChange = z.infer<typeof OffsetChange>

export const OffsetPreview = z.object({
  /** Why it would be refused now, in a sentence; null when it would be done. */
  refusal: z.string().nullable(),
  /** The refusal can be overridden with `force` and a reason. */
  forcible: z.boolean(),
  partitions: z.array(OffsetChange),
})
export type OffsetPreview = z.infer<typeof OffsetPreview>

export const getOffsets = endpoint({
  path: '/clusters/{cluster}/groups/{group}/offsets',
  summary: 'What a group has committed, as of now; as a CSV file it can be put back with the target `each`',
  permission: 'group.view',
  resources: ofGroup,
  query: z.object({ format: z.enum(['json', 'csv']).default('json') }),
  others: [{ type: 'text/csv', schema: z.string() }],
  output: z.object({
    partitions: z.array(
      z.object({ topic: z.string(), partition: z.number(), offset: Offset, metadata: z.string().nullable() }),
    ),
  }),
})

export const previewOffsets = endpoint({
  method: 'POST',
  path: '/clusters/{cluster}/groups/{group}/offsets/preview',
  summary: 'What a change of a group’s offsets would do; nothing is changed',
  permission: 'group.view',
  resources: ofGroup,
  write: false,
  maxBodyBytes: MAX_OFFSETS_BYTES,
  body: Change,
  output: OffsetPreview,
})

const Changed = z.strictObject({
  topic: z.string(),
  partition: z.number(),
  before: Offset.nullable(),
  after: Offset.nullable(),
})

export const changeOffsets = endpoint({
  method: 'PUT',
  path: '/clusters/{cluster}/groups/{group}/offsets',
  summary: 'Change a group’s offsets; refused while members are connected',
  permission: 'group.alter',
  resources: ofGroup,
  maxBodyBytes: MAX_OFFSETS_BYTES,
  body: Change.extend({
    reason: Reason,
    /** For a group without members that commits all the same. */
    force: z.boolean().default(false),
    /** The changes of a preview: exactly these are made, or none when a position moved since. */
    expect: z.array(Changed).max(20_000).optional(),
  }),
  output: z.object({ changeId: z.string(), partitions: z.array(Changed) }),
})

export const undoOffsets = endpoint({
  method: 'POST',
  path: '/clusters/{cluster}/groups/{group}/offsets/undo',
  summary: 'Put back the offsets, with their metadata, as they were before a change',
  permission: 'group.alter',
  resources: ofGroup,
  body: z.strictObject({ changeId: z.string().max(100), reason: Reason }),
  output: z.object({ changeId: z.string(), partitions: z.array(Changed) }),
})

export const deleteGroup = endpoint({
  method: 'DELETE',
  path: '/clusters/{cluster}/groups/{group}',
  summary: 'Delete a group with its offsets; refused while members are connected',
  permission: 'group.delete',
  resources: ofGroup,
  body: z.strictObject({ reason: Reason }),
  output: Done,
})

export const deleteTopicOffsets = endpoint({
  method: 'DELETE',
  path: '/clusters/{cluster}/groups/{group}/offsets/{topic}',
  summary: 'Delete what a group has committed on one topic',
  permission: 'group.delete',
  resources: ofGroup,
  body: z.strictObject({ reason: Reason }),
  output: Done,
})
