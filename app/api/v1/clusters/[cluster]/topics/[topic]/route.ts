import { deleteTopic, getTopic } from '#lib/contract/topics.ts'
import { route } from '#server/http/route.ts'
import { deleteTopic as remove } from '#server/topics/delete-topic.ts'
import { getTopic as get } from '#server/topics/get-topic.ts'

export const GET = route(getTopic, get)
export const DELETE = route(deleteTopic, remove)
