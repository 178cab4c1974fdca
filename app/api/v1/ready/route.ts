import { getReady } from '#lib/contract/health.ts'
import { readReadiness } from '#server/clusters/read-readiness.ts'
import { route } from '#server/http/route.ts'

export const GET = route(getReady, readReadiness)
