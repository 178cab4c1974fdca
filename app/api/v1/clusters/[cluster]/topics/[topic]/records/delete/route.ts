import { deleteRecords } from '#lib/contract/topics.ts'
import { route } from '#server/http/route.ts'
import { deleteRecords as verb } from '#server/topics/delete-records.ts'

export const POST = route(deleteRecords, verb)
