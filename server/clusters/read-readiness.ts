import { may } from '#server/auth/may.ts'
import type { Ctx } from '#server/http/context.ts'
import { RawResponse } from '#server/http/route.ts'

/** 200 once start-up has tried each cluster once; an outage does not make it 503, as the console is needed then. */
export async function readReadiness({ runtime, actor }: Ctx): Promise<RawResponse> {
  const ready = runtime.ready && !runtime.stopping
  const visible = runtime.clusters
    .all()
    .filter(({ config }) => may(actor, 'cluster.view', { kind: 'cluster', cluster: config.id }).allowed)
  const clusters = Object.fromEntries(visible.map(({ config, health }) => [config.id, health.status]))
  const answer = visible.length === 0 ? { ready } : { ready, clusters }
  return new RawResponse(Response.json(answer, { status: ready ? 200 : 503 }))
}
