import { streamFailures } from '#lib/contract/dead-letters.ts'
import { streamFailures as verb } from '#server/dead-letters/stream-failures.ts'
import { streamRoute } from '#server/http/stream-route.ts'

export const GET = streamRoute(streamFailures, verb)
