import { getReplay } from '#lib/contract/replays.ts'
import { getReplay as verb } from '#server/replays/get-replay.ts'
import { route } from '#server/http/route.ts'

export const GET = route(getReplay, verb)
