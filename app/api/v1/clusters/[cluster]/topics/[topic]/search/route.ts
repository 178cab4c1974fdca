import { search, searchByPost } from '#lib/contract/search.ts'
import { streamRoute } from '#server/http/stream-route.ts'
import { streamSearch } from '#server/search/search.ts'

export const GET = streamRoute(search, streamSearch)
export const POST = streamRoute(searchByPost, streamSearch)
