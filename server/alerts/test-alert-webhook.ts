import type { testAlertWebhook as contract } from '#lib/contract/alerts.ts'
import { AppError } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { alertEngine } from './alert-engines.ts'

/** Sends a test message to a webhook. @throws AppError NOT_FOUND; CONFLICT with what the receiver answered */
export async function testAlertWebhook(
  { runtime, cluster, log, actor }: ClusterCtx,
  { webhook: name }: InputOf<typeof contract>,
): Promise<{ done: true }> {
  const webhook = runtime.config.alerts.webhooks.find((candidate) => candidate.name === name)
  const engine = alertEngine(runtime, cluster)
  if (!webhook || !engine) throw new AppError('NOT_FOUND', `No webhook is called ${name}.`)
  log.info({ actor: actor.name, webhook: name }, 'test message of alerts')
  const result = await engine.test(webhook)
  if (!result.ok) throw new AppError('CONFLICT', `The message did not reach ${name}. ${result.problem}`)
  return { done: true }
}
