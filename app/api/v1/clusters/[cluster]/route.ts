import { getCluster } from '#lib/contract/clusters.ts'
import { getCluster as verb } from '#server/clusters/get-cluster.ts'
import { route } from '#server/http/route.ts'

export const GET = route(getCluster, verb)
