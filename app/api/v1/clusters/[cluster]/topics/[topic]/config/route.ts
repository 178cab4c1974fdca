import { getTopicConfig } from '#lib/contract/topics.ts'
import { route } from '#server/http/route.ts'
import { getTopicConfig as verb } from '#server/topics/get-topic-config.ts'

export const GET = route(getTopicConfig, verb)
