import { importRecords } from '#lib/contract/export.ts'
import { route } from '#server/http/route.ts'
import { importRecords as verb } from '#server/export/import-records.ts'

export const POST = route(importRecords, verb)
