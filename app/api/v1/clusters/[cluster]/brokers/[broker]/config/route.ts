import { getBrokerConfig } from '#lib/contract/brokers.ts'
import { getBrokerConfig as verb } from '#server/brokers/get-broker-config.ts'
import { route } from '#server/http/route.ts'

export const GET = route(getBrokerConfig, verb)
