import { exportRecords } from '#lib/contract/export.ts'
import { describeExport } from '#server/audit/describe-reads.ts'
import { recordedRead } from '#server/audit/recorded-read.ts'
import { route } from '#server/http/route.ts'
import { exportRecords as verb } from '#server/export/export-records.ts'

export const GET = route(exportRecords, recordedRead(describeExport, verb))
