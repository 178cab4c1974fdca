import { searchEstimate } from '#lib/contract/search.ts'
import { route } from '#server/http/route.ts'
import { estimateSearch } from '#server/search/estimate-search.ts'

export const GET = route(searchEstimate, estimateSearch)
