import { abortReplay } from '#lib/contract/replays.ts'
import { abortReplay as verb } from '#server/replays/control-replay.ts'
import { route } from '#server/http/route.ts'

export const POST = route(abortReplay, verb)
