import { listClusters } from '#lib/contract/clusters.ts'
import { listClusters as verb } from '#server/clusters/list-clusters.ts'
import { route } from '#server/http/route.ts'

export const GET = route(listClusters, verb)
