import { alterTopicConfig, getTopicConfig } from '#lib/contract/topics.ts'
import { route } from '#server/http/route.ts'
import { alterTopicConfig as alter } from '#server/topics/alter-topic-config.ts'
import { getTopicConfig as get } from '#server/topics/get-topic-config.ts'

export const GET = route(getTopicConfig, get)
export const PATCH = route(alterTopicConfig, alter)
