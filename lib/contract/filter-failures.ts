import { z } from 'zod'
import { Offset } from './common.ts'

/** What a value is to a filter expression. */
export const ValueType = z.enum([
  'text',
  'number',
  'boolean',
  'null',
  'object',
  'list',
  'timestamp',
  'duration',
  'bytes',
  'other',
])
export type ValueType = z.infer<typeof ValueType>

/**
 * One kind of reason why a filter had no answer for records, or another than its author meant:
 * - `type`: `path` is of `type`, the operator takes `wanted`
 * - `conversion`: a function such as double() cannot read `path`
 * - `unreadable`: the key or value could not be decoded; `text` says why
 * - `result`: the expression gives `type`, not true or false
 * - `other`: `text` is the message of the expression
 *
 * Not failures, as the expression has an answer:
 * - `missing`: there is no `path`; `type` is that of what should contain it
 * - `comparison`: `path` is of `type` and is compared by == or != with `wanted`, which is never equal
 */
export const FilterFailure = z.object({
  kind: z.enum(['type', 'conversion', 'unreadable', 'result', 'other', 'missing', 'comparison']),
  records: z.number(),
  path: z.string().optional(),
  type: ValueType.optional(),
  wanted: ValueType.optional(),
  /** The value at `path` in the first such record, shortened. */
  example: z.string().optional(),
  text: z.string().optional(),
  /** The whole expression as it probably was meant. */
  rewrite: z.string().optional(),
  /** Where the first such record is. */
  first: z.object({ topic: z.string(), partition: z.number(), offset: Offset }),
})
export type FilterFailure = z.infer<typeof FilterFailure>

/** Records for which a filter had no answer; they do not match. */
export const FilterFailures = z.object({
  /** How many records failed; at most `evaluated`. */
  records: z.number(),
  /** Records that the expression was evaluated for: not those whose bytes already say that they cannot match. */
  evaluated: z.number(),
  /** The most frequent kinds first; `missing` and `comparison` are not part of `records`. */
  kinds: z.array(FilterFailure),
})
export type FilterFailures = z.infer<typeof FilterFailures>
