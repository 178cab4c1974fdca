import { collectDefaultMetrics, Registry } from 'prom-client'

/** What prom-client tells of a Node.js process: processor time, memory, event loop, garbage collection. */
export function processMetrics(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'tailrace_' })
  return registry
}
