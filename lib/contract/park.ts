import { z } from 'zod'
import { Offset, Reason } from './common.ts'
import { endpoint } from './endpoint.ts'
import { needsRecords, ofGroup } from './resource.ts'
import { Message } from './messages.ts'
import { TopicName } from './topics.ts'

const Place = z.strictObject({ topic: TopicName, partition: z.number().int().min(0) })

/** The record a group would read next in a partition, and what parking it would do. */
export const ParkPreview = z.object({
  /** Why it would be refused now, in a sentence; null when it would be done. */
  refusal: z.string().nullable(),
  /** The refusal can be overridden with `force`. */
  forcible: z.boolean(),
  committedOffset: Offset,
  /** Null where nothing is left to read. */
  record: Message.nullable(),
  /** The committed offset afterwards. */
  after: Offset.nullable(),
  /** Dead-letter topics there are that seem to belong to the topic, the likeliest first. */
  suggestions: z.array(z.string()),
})
export type ParkPreview = z.infer<typeof ParkPreview>

export const previewPark = endpoint({
  method: 'POST',
  path: '/clusters/{cluster}/groups/{group}/park/preview',
  summary: 'The record a group is stuck at, and what parking it would do; nothing is changed',
  permission: 'group.view',
  resources: ofGroup,
  alsoNeeds: needsRecords,
  write: false,
  body: Place,
  output: ParkPreview,
})

export const parkRecord = endpoint({
  method: 'POST',
  path: '/clusters/{cluster}/groups/{group}/park',
  summary: 'Copy the record a group is stuck at to a dead-letter topic and move the group behind it',
  permission: 'group.alter',
  resources: ofGroup,
  alsoNeeds: needsRecords,
  body: Place.extend({
    /** The record as the preview showed it. */
    offset: Offset,
    to: TopicName,
    reason: Reason,
    /** For a group without members that commits all the same. */
    force: z.boolean().default(false),
  }),
  output: z.object({
    /** Undoes the move by the route of offset changes; the copy stays. */
    changeId: z.string(),
    before: Offset,
    after: Offset,
    copy: z.object({ topic: z.string(), partition: z.number(), offset: Offset }),
  }),
})
