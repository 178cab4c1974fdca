import { queryOptions } from '@tanstack/react-query'
import { callApi } from './call-api.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'
import { topicKeys } from './topics.ts'

const contract = early(contracts.views)

interface TopicAt {
  cluster: string
  topic: string
}

export const viewsOptions = (at: TopicAt) =>
  queryOptions({
    queryKey: [...topicKeys.one(at.cluster, at.topic), 'views'],
    queryFn: async ({ signal }) => callApi((await contract()).listViews, { params: { ...at } }, signal),
  })

export const saveView = async (at: TopicAt, body: { name: string; query: string }) =>
  callApi((await contract()).saveView, { params: { ...at }, body })

export const removeView = async (at: TopicAt, view: string) =>
  callApi((await contract()).deleteView, { params: { ...at, view } })
