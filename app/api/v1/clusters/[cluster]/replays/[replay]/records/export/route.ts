import { exportReplayRecords as endpoint } from '#lib/contract/replays.ts'
import { route } from '#server/http/route.ts'
import { exportReplayRecords } from '#server/replays/export-replay-records.ts'

export const GET = route(endpoint, exportReplayRecords)
