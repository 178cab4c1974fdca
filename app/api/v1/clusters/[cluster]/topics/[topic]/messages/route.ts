import { listMessages, produceMessage } from '#lib/contract/messages.ts'
import { route } from '#server/http/route.ts'
import { listMessages as list } from '#server/messages/list-messages.ts'
import { produceMessage as produce } from '#server/messages/produce-message.ts'

export const GET = route(listMessages, list)
export const POST = route(produceMessage, produce)
