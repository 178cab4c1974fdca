import type { z } from 'zod'
import type { Message } from '../contract/messages.ts'
import type { TraceDone, TraceProgress, TraceQuery, TraceStart } from '../contract/trace.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'
import { type Listening, watchStream } from './watch-stream.ts'

const contract = early(contracts.trace)

export type TraceInput = z.input<typeof TraceQuery>
export type TraceData = TraceStart | { message: Message } | TraceProgress | TraceDone

/** The records of one id over many topics as they are found. @returns how to stop */
export const watchTrace = (
  cluster: string,
  query: TraceInput,
  listening: Listening<'start' | 'match' | 'progress' | 'done', TraceData>,
) => watchStream(async () => (await contract()).trace, { ...listening, params: { cluster }, query: { ...query } })
