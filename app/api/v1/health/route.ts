import { getHealth } from '#lib/contract/health.ts'
import { route } from '#server/http/route.ts'

export const GET = route(getHealth, async () => ({ status: 'ok' as const }))
