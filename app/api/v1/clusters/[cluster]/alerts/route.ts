import { listAlerts } from '#lib/contract/alerts.ts'
import { listAlerts as verb } from '#server/alerts/list-alerts.ts'
import { route } from '#server/http/route.ts'

export const GET = route(listAlerts, verb)
