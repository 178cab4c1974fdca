import type { testAlertWebhook as contract } from '#lib/contract/alerts.ts'
import { AppError } from '#lib/errors.ts'
import { audited } from '#server/audit/record-audit.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { singleton } from '#server/singleton.ts'
import { alertEngine } from './alert-engines.ts'

const EVERY_MS = 10_000
/** When a test message went to a webhook last, by its name. */
const testedAt = () => singleton('alerts.webhook-tests', () => new Map<string, number>())

/**
 * Sends a test message to a webhook.
 * @throws AppError NOT_FOUND; LIMIT_EXCEEDED within ten seconds of the last one; CONFLICT with what the receiver answered
 */
export async function testAlertWebhook(
  ctx: ClusterCtx,
  { webhook: name }: InputOf<typeof contract>,
): Promise<{ done: true }> {
  const { runtime, cluster } = ctx
  const webhook = runtime.config.alerts.webhooks.find((candidate) => candidate.name === name)
  const engine = alertEngine(runtime, cluster)
  if (!webhook || !engine) throw new AppError('NOT_FOUND', `No webhook is called ${name}.`)
  takeTurn(name)
  return audited(ctx, { action: 'alert.test', target: name }, async () => {
    const result = await engine.test(webhook)
    if (!result.ok) throw new AppError('CONFLICT', `The message did not reach ${name}. ${result.problem}`)
    return { done: true as const }
  })
}

/** The names are those of the configuration, so that the map stays small. */
function takeTurn(name: string): void {
  const now = performance.now()
  const waitMs = (testedAt().get(name) ?? -Infinity) + EVERY_MS - now
  if (waitMs > 0)
    throw new AppError('LIMIT_EXCEEDED', `A test message went to ${name} a moment ago: wait ten seconds.`, {
      retryAfterSeconds: Math.ceil(waitMs / 1000),
    })
  testedAt().set(name, now)
}
