import { z } from 'zod'

/** A 64-bit offset or lag as a decimal string; it never passes through a JavaScript number. */
export const Offset = z.string().regex(/^-?\d{1,19}$/, 'a whole number is expected')
export type Offset = z.infer<typeof Offset>

/** Milliseconds since the epoch. */
export const Timestamp = z.number()

/** A query parameter that is a whole number. */
export const IntParam = (min: number, max: number) => z.coerce.number().int().min(min).max(max)

/** A query parameter that may be repeated; one value becomes a list of one. */
export const repeated = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item).optional())

export const BooleanParam = z.enum(['true', 'false']).transform((value) => value === 'true')

/** The parameters that every list takes. `sort` is a column, with `-` in front for descending. */
export function listQuery<const Columns extends readonly [string, ...string[]]>(
  columns: Columns,
  first: string = columns[0],
) {
  const allowed = columns.flatMap((column) => [column, `-${column}`])
  return z.object({
    search: z.string().max(250).optional(),
    sort: z
      .string()
      .default(first)
      .refine((value) => allowed.includes(value), {
        message: `one of ${columns.join(', ')}, with - in front for descending`,
      }),
    page: IntParam(1, 1_000_000).default(1),
    pageSize: IntParam(1, 500).default(50),
  })
}
export type ListQuery = z.infer<ReturnType<typeof listQuery>>

/** One page of a list; `total` counts what matches before paging. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), total: z.number(), page: z.number(), pageSize: z.number() })
export interface Page<Item> {
  items: Item[]
  total: number
  page: number
  pageSize: number
}

/** Why a change is made; it stands in the audit record. */
export const Reason = z.string().trim().min(3, 'say why in a few words').max(500)

export const Done = z.object({ done: z.literal(true) })

/** False where the console may not write its own topics: it is kept by this process alone, and lost when that stops. */
export const Durable = z.boolean()
