import { pauseReplay } from '#lib/contract/replays.ts'
import { pauseReplay as verb } from '#server/replays/control-replay.ts'
import { route } from '#server/http/route.ts'

export const POST = route(pauseReplay, verb)
