import type { Ctx } from '#server/http/context.ts'
import { RawResponse } from '#server/http/route.ts'

/** 200 once start-up has tried each cluster once; an outage does not make it 503, as the console is needed then. */
export async function readReadiness({ runtime }: Ctx): Promise<RawResponse> {
  const ready = runtime.ready && !runtime.stopping
  const clusters = Object.fromEntries(
    runtime.clusters.all().map((cluster) => [cluster.config.id, cluster.health.status]),
  )
  return new RawResponse(Response.json({ ready, clusters }, { status: ready ? 200 : 503 }))
}
