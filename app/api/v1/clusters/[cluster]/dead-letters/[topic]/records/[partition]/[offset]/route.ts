import { getDeadLetter as endpoint } from '#lib/contract/dead-letters.ts'
import { getDeadLetter } from '#server/dead-letters/get-dead-letter.ts'
import { route } from '#server/http/route.ts'

export const GET = route(endpoint, getDeadLetter)
