import { createReplay, listReplays } from '#lib/contract/replays.ts'
import { route } from '#server/http/route.ts'
import { createReplay as create } from '#server/replays/create-replay.ts'
import { listReplays as list } from '#server/replays/list-replays.ts'

export const GET = route(listReplays, list)
export const POST = route(createReplay, create)
