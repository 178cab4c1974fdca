import { parkRecord } from '#lib/contract/park.ts'
import { parkRecord as verb } from '#server/park/park-record.ts'
import { route } from '#server/http/route.ts'

export const POST = route(parkRecord, verb)
