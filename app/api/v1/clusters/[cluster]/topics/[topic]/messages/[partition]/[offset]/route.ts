import { getMessage } from '#lib/contract/messages.ts'
import { route } from '#server/http/route.ts'
import { getMessage as verb } from '#server/messages/get-message.ts'

export const GET = route(getMessage, verb)
