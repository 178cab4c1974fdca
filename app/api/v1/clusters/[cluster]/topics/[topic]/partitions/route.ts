import { listPartitions } from '#lib/contract/topics.ts'
import { route } from '#server/http/route.ts'
import { listPartitions as verb } from '#server/topics/list-partitions.ts'

export const GET = route(listPartitions, verb)
