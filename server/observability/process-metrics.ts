import { collectDefaultMetrics, Counter, Registry } from 'prom-client'

/** What prom-client tells of a Node.js process: processor time, memory, event loop, garbage collection. */
export function processMetrics(): Registry {
  const registry = new Registry()
  // prom-client counts processor time from here on; what was used before belongs to the totals.
  const { user, system } = process.cpuUsage()
  collectDefaultMetrics({ register: registry, prefix: 'tailrace_' })
  for (const [name, micros] of [
    ['tailrace_process_cpu_user_seconds_total', user],
    ['tailrace_process_cpu_system_seconds_total', system],
    ['tailrace_process_cpu_seconds_total', user + system],
  ] as const) {
    const counter = registry.getSingleMetric(name)
    if (counter instanceof Counter) counter.inc(micros / 1e6)
  }
  return registry
}
