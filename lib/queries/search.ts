import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { searchEstimate } from '../contract/search.ts'
import { callApi } from './call-api.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'
import { topicKeys } from './topics.ts'

const contract = early(contracts.search)

interface TopicAt {
  cluster: string
  topic: string
}

export type SearchParams = z.input<typeof searchEstimate.query>

/**
 * What a search would read, and whether its filter can be understood.
 * @param asked tells this search from others; `resolve` gives what is asked of the server at a time
 */
export const searchEstimateOptions = (
  { cluster, topic }: TopicAt,
  asked: string,
  resolve: (now: number) => SearchParams,
) =>
  queryOptions({
    queryKey: [...topicKeys.one(cluster, topic), 'estimate', asked],
    queryFn: async ({ signal }) =>
      callApi((await contract()).searchEstimate, { params: { cluster, topic }, query: resolve(Date.now()) }, signal),
    staleTime: 30_000,
    gcTime: 30_000,
    retry: false,
    refetchOnWindowFocus: false,
  })
