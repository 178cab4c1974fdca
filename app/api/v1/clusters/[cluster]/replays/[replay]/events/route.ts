import { watchReplay } from '#lib/contract/replays.ts'
import { watchReplay as verb } from '#server/replays/watch-replay.ts'
import { streamRoute } from '#server/http/stream-route.ts'

export const GET = streamRoute(watchReplay, verb)
