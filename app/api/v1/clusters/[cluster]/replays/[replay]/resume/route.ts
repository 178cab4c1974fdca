import { resumeReplay } from '#lib/contract/replays.ts'
import { resumeReplay as verb } from '#server/replays/control-replay.ts'
import { route } from '#server/http/route.ts'

export const POST = route(resumeReplay, verb)
