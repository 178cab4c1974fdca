import { exportRecords } from '#lib/contract/export.ts'
import { route } from '#server/http/route.ts'
import { exportRecords as verb } from '#server/export/export-records.ts'

export const GET = route(exportRecords, verb)
