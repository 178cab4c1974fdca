import { z } from 'zod'
import { errorCodes } from '../errors.ts'

export const ErrorCode = z.enum(errorCodes)

/** RFC 9457 problem details, the body of every error. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: ErrorCode,
  detail: z.string(),
  requestId: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type Problem = z.infer<typeof Problem>
