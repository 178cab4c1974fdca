import { getBroker } from '#lib/contract/brokers.ts'
import { getBroker as verb } from '#server/brokers/get-broker.ts'
import { route } from '#server/http/route.ts'

export const GET = route(getBroker, verb)
