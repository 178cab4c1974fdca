import { getMessage } from '#lib/contract/messages.ts'
import { describeDownload } from '#server/audit/describe-reads.ts'
import { recordedRead } from '#server/audit/recorded-read.ts'
import { route } from '#server/http/route.ts'
import { getMessage as verb } from '#server/messages/get-message.ts'

export const GET = route(getMessage, recordedRead(describeDownload, verb))
