import { Counter, Gauge, Registry } from 'prom-client'
import type { Runtime } from '#server/runtime.ts'
import { tailsOf } from '#server/tail/tail-hub.ts'

/** What live tails take of each cluster, as of now. */
export function tailMetrics(runtime: Pick<Runtime, 'config' | 'clusters' | 'onStop'>): Registry {
  const registry = new Registry()
  const options = { labelNames: ['cluster'], registers: [registry] }
  const viewers = new Gauge({ name: 'tailrace_tail_viewers', help: 'Open live streams', ...options })
  const loops = new Gauge({ name: 'tailrace_tail_loops', help: 'Topics that are read for live streams', ...options })
  const bytes = new Counter({
    name: 'tailrace_tail_read_bytes_total',
    help: 'Bytes of records that were read for live streams',
    ...options,
  })
  for (const cluster of runtime.clusters.all()) {
    const labels = { cluster: cluster.config.id }
    const tails = tailsOf(runtime, cluster)
    viewers.set(labels, tails.viewers)
    loops.set(labels, tails.loops.length)
    bytes.inc(labels, tails.budget.spentBytes)
  }
  return registry
}
