import { createTopic, listTopics } from '#lib/contract/topics.ts'
import { route } from '#server/http/route.ts'
import { createTopic as create } from '#server/topics/create-topic.ts'
import { listTopics as list } from '#server/topics/list-topics.ts'

export const GET = route(listTopics, list)
export const POST = route(createTopic, create)
