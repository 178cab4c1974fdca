import { testAlertWebhook } from '#lib/contract/alerts.ts'
import { testAlertWebhook as verb } from '#server/alerts/test-alert-webhook.ts'
import { route } from '#server/http/route.ts'

export const POST = route(testAlertWebhook, verb)
