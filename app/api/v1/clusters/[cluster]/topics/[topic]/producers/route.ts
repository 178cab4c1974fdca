import { listProducers } from '#lib/contract/topics.ts'
import { route } from '#server/http/route.ts'
import { listProducers as verb } from '#server/topics/list-producers.ts'

export const GET = route(listProducers, verb)
