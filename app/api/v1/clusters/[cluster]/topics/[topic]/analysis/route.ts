import { analyseTopic } from '#lib/contract/analysis.ts'
import { streamAnalysis } from '#server/analysis/stream-analysis.ts'
import { streamRoute } from '#server/http/stream-route.ts'

export const GET = streamRoute(analyseTopic, streamAnalysis)
