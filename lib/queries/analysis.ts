import type { z } from 'zod'
import type { Analysis, AnalysisQuery } from '../contract/analysis.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'
import { type Listening, watchStream } from './watch-stream.ts'

const contract = early(contracts.analysis)

export type AnalysisInput = z.input<typeof AnalysisQuery>

/** The figures about a slice of a topic, as the reading goes on. @returns how to stop */
export const watchAnalysis = (
  { cluster, topic }: { cluster: string; topic: string },
  query: AnalysisInput,
  listening: Listening<'progress' | 'done', Analysis>,
) =>
  watchStream(async () => (await contract()).analyseTopic, {
    ...listening,
    params: { cluster, topic },
    query: { ...query },
  })
