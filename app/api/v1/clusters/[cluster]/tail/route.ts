import { tail } from '#lib/contract/tail.ts'
import { streamRoute } from '#server/http/stream-route.ts'
import { openTail } from '#server/tail/open-tail.ts'

export const GET = streamRoute(tail, openTail)
