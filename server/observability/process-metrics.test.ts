import { expect, test } from 'vitest'
import { processMetrics } from './process-metrics.ts'

test.each(['user', 'system', ''])('processor time (%s) counts from the start of the process', async (kind) => {
  const { user, system } = process.cpuUsage()
  const used = { user, system, '': user + system }[kind] ?? Number.NaN
  const name = ['tailrace_process_cpu', kind, 'seconds_total'].filter(Boolean).join('_')
  const metric = await processMetrics().getSingleMetric(name)?.get()
  expect(metric?.values[0]?.value).toBeGreaterThanOrEqual(used / 1e6)
})
