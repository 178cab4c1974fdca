import { Registry } from 'prom-client'
import { budgetKey } from '#server/auth/actor.ts'
import { authenticate } from '#server/auth/authenticate.ts'
import { authorize } from '#server/auth/authorize.ts'
import { newRequestId } from '#server/http/admit.ts'
import { guardRequest } from '#server/http/guard.ts'
import { problemResponse } from '#server/http/problem.ts'
import { admission } from '#server/limits/admission.ts'
import { Owner } from '#server/limits/owner.ts'
import { runtime } from '#server/runtime.ts'
import { singleton } from '#server/singleton.ts'
import { auditMetrics } from './audit-metrics.ts'
import { clusterMetrics } from './cluster-metrics.ts'
import { processMetrics } from './process-metrics.ts'
import { resourceMetrics } from './resource-metrics.ts'
import { tailMetrics } from './tail-metrics.ts'

/** GET /metrics: the process and all clusters in Prometheus' text format, from the last samples; a scrape asks the brokers nothing. */
export async function metricsResponse(request: Request): Promise<Response> {
  const requestId = newRequestId()
  try {
    const running = runtime()
    const { config, clusters } = running
    guardRequest(request.headers, { method: request.method, publicAddresses: config.publicAddresses })
    const actor = await authenticate(request, config)
    authorize({ actor }, 'cluster.view', { kind: 'console' })
    admission(config.limits).admit(new Owner(budgetKey(actor)), 'cheap')
    const registry = Registry.merge([
      singleton('process-metrics', processMetrics),
      clusterMetrics(clusters.all()),
      auditMetrics(clusters.all()),
      tailMetrics(running),
      resourceMetrics(running),
    ])
    return new Response(await registry.metrics(), {
      headers: { 'content-type': registry.contentType, 'cache-control': 'no-store' },
    })
  } catch (error) {
    return problemResponse(error, requestId)
  }
}
