import { listDeadLetters } from '#lib/contract/dead-letters.ts'
import { listDeadLetters as verb } from '#server/dead-letters/list-dead-letters.ts'
import { route } from '#server/http/route.ts'

export const GET = route(listDeadLetters, verb)
