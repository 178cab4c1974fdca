import { listBrokers } from '#lib/contract/brokers.ts'
import { listBrokers as verb } from '#server/brokers/list-brokers.ts'
import { route } from '#server/http/route.ts'

export const GET = route(listBrokers, verb)
