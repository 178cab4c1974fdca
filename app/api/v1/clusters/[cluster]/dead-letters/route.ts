import { listDeadLetterTopics } from '#lib/contract/dead-letters.ts'
import { listDeadLetterTopics as verb } from '#server/dead-letters/list-dead-letter-topics.ts'
import { route } from '#server/http/route.ts'

export const GET = route(listDeadLetterTopics, verb)
