import { proveReplay } from '#lib/contract/replays.ts'
import { route } from '#server/http/route.ts'
import { proveReplay as verb } from '#server/replays/prove-replay.ts'

export const GET = route(proveReplay, verb)
