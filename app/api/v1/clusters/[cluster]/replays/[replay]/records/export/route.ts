import { exportReplayRecords as endpoint } from '#lib/contract/replays.ts'
import { describeLedgerExport } from '#server/audit/describe-reads.ts'
import { recordedRead } from '#server/audit/recorded-read.ts'
import { route } from '#server/http/route.ts'
import { exportReplayRecords } from '#server/replays/export-replay-records.ts'

export const GET = route(endpoint, recordedRead(describeLedgerExport, exportReplayRecords))
