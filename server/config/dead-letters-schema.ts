import { z } from 'zod'

const HeaderName = z.string().min(1).max(250)

/** How one's own convention says why a record failed: the names of headers, whose values are text. `strip` lists further ones to take away. */
const HeaderMapping = z.strictObject({
  name: z.string().min(1).max(60),
  /** The headers by which a dead letter of this convention is known; each of them alone is enough. */
  marks: z.array(HeaderName).min(1).max(20),
  topic: HeaderName.optional(),
  partition: HeaderName.optional(),
  offset: HeaderName.optional(),
  timestamp: HeaderName.optional(),
  group: HeaderName.optional(),
  component: HeaderName.optional(),
  stage: HeaderName.optional(),
  exceptionClass: HeaderName.optional(),
  message: HeaderName.optional(),
  stackTrace: HeaderName.optional(),
  attempts: HeaderName.optional(),
  /** Header names or, with a * at the end, beginnings of them. */
  strip: z.array(HeaderName).max(50).default([]),
  /** The record's own timestamp is the time of its failure. */
  writtenAtFailure: z.boolean().default(true),
})
export type HeaderMapping = z.output<typeof HeaderMapping>

/** Which topics' failed records a dead-letter topic holds, where its name does not say so; a source may end in *. */
const Pair = z.strictObject({
  topic: z.string().min(1).max(249),
  sources: z.array(z.string().min(1).max(249)).min(1).max(500),
})

export const DeadLetterConfig = z.strictObject({
  mappings: z.array(HeaderMapping).max(20).default([]),
  pairs: z.array(Pair).max(500).default([]),
})
