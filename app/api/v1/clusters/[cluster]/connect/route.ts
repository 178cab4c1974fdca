import { listConnectors } from '#lib/contract/connect.ts'
import { listConnectors as verb } from '#server/connect/list-connectors.ts'
import { route } from '#server/http/route.ts'

export const GET = route(listConnectors, verb)
