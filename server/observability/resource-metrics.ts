import { Gauge, Registry } from 'prom-client'
import { admission } from '#server/limits/admission.ts'
import { ownedByKind } from '#server/limits/owner.ts'
import { slotFigures } from '#server/limits/slots.ts'
import type { Runtime } from '#server/runtime.ts'
import { exportPool, scanPool } from '#server/search/worker/scan-pool.ts'
import { filterPool } from '#server/search/worker/thread-filter.ts'
import { expressionPool } from '#server/tail/expressions/expression-pool.ts'

/** Threads, slots and whatever else requests hold of the process at the moment. After all have ended each of them is 0. */
export function resourceMetrics({ config }: Pick<Runtime, 'config'>): Registry {
  const registry = new Registry()
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge({ name: `tailrace_${name}`, help, labelNames, registers: [registry] })
  const threads = gauge('scan_threads', 'Threads that scan or filter, by state', ['pool', 'state'])
  const expressions = gauge('tail_expressions', 'Live streams with an expression and the threads for them', ['what'])
  const slots = gauge('slots', 'Slots for work in the main thread and for imports, by state', ['kind', 'state'])
  const requests = gauge('requests', 'Requests on their way, by what they cost', ['cost'])
  const owned = gauge('owned_resources', 'Resources that requests hold, by kind', ['kind'])
  for (const [pool, of] of Object.entries({ scan: scanPool(), export: exportPool(), filter: filterPool() }))
    for (const [state, count] of Object.entries(of.figures)) threads.set({ pool, state }, count)
  for (const [what, count] of Object.entries(expressionPool().figures)) expressions.set({ what }, count)
  for (const { name: kind, used, waiting } of slotFigures()) {
    slots.set({ kind, state: 'used' }, used)
    slots.set({ kind, state: 'waiting' }, waiting)
  }
  for (const { cost, used } of admission(config.limits).figures) requests.set({ cost }, used)
  for (const [kind, count] of ownedByKind()) owned.set({ kind }, count)
  return registry
}
