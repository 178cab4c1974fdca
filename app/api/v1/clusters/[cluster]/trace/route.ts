import { trace, traceByPost } from '#lib/contract/trace.ts'
import { streamRoute } from '#server/http/stream-route.ts'
import { streamTrace } from '#server/trace/stream-trace.ts'

export const GET = streamRoute(trace, streamTrace)
export const POST = streamRoute(traceByPost, streamTrace)
