import { getOpenApi } from '#lib/contract/health.ts'
import { getOpenApi as verb } from '#server/http/openapi.ts'
import { route } from '#server/http/route.ts'

export const GET = route(getOpenApi, verb)
