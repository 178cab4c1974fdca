import { ignoreDeadLetters as endpoint } from '#lib/contract/dead-letters.ts'
import { ignoreDeadLetters } from '#server/dead-letters/ignore-dead-letters.ts'
import { route } from '#server/http/route.ts'

export const POST = route(endpoint, ignoreDeadLetters)
