import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startKafka } from '../../server/demo/broker/start-kafka.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** `host:port` of the one-node Apache Kafka that all broker tests of a run share. */
    bootstrapServers: string
  }
}

/** Records with old timestamps stay as long as a test runs: the thread that deletes expired segments never begins. */
const KEEP_ALL = { 'log.initial.task.delay.ms': '3600000', 'log.retention.check.interval.ms': '3600000' }

/** Starts the broker of a test run; every test reaches it with `inject('bootstrapServers')` and uses topic and group names of its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tailrace-test-'))
  const kafka = await startKafka({ dataDir, config: KEEP_ALL })
  project.provide('bootstrapServers', kafka.bootstrapServers)
  return async () => {
    await kafka.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
