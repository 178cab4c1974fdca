import { getOverview } from '#lib/contract/clusters.ts'
import { getOverview as verb } from '#server/overview/get-overview.ts'
import { route } from '#server/http/route.ts'

export const GET = route(getOverview, verb)
