import { searchDeadLetters as endpoint } from '#lib/contract/dead-letters.ts'
import { searchDeadLetters } from '#server/dead-letters/search-dead-letters.ts'
import { route } from '#server/http/route.ts'

export const GET = route(endpoint, searchDeadLetters)
