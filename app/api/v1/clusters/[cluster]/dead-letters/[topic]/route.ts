import { markDeadLetterTopic as endpoint } from '#lib/contract/dead-letters.ts'
import { markDeadLetterTopic } from '#server/dead-letters/mark-dead-letter-topic.ts'
import { route } from '#server/http/route.ts'

export const PUT = route(endpoint, markDeadLetterTopic)
