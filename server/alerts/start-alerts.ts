import type { Runtime } from '#server/runtime.ts'
import { alertEngine } from './alert-engines.ts'

/** Watches the clusters for what the configured rules say, until the console ends. */
export function startAlerts(runtime: Runtime): void {
  const engines = runtime.clusters.all().flatMap((cluster) => alertEngine(runtime, cluster) ?? [])
  for (const engine of engines) engine.run()
  runtime.onStop(async () => {
    await Promise.all(engines.map(async (engine) => engine.stop()))
  })
}
