import { addPartitions, listPartitions } from '#lib/contract/topics.ts'
import { route } from '#server/http/route.ts'
import { addPartitions as add } from '#server/topics/add-partitions.ts'
import { listPartitions as list } from '#server/topics/list-partitions.ts'

export const GET = route(listPartitions, list)
export const POST = route(addPartitions, add)
