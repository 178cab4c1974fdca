import { listReplayRecords } from '#lib/contract/replays.ts'
import { listReplayRecords as verb } from '#server/replays/list-replay-records.ts'
import { route } from '#server/http/route.ts'

export const GET = route(listReplayRecords, verb)
