import { approveReplay as endpoint } from '#lib/contract/replays.ts'
import { route } from '#server/http/route.ts'
import { approveReplay } from '#server/replays/approve-replay.ts'

export const POST = route(endpoint, approveReplay)
