/** An empty Kafka and the built console on PORT, for the browser tests; ends both on SIGTERM, or when Playwright has gone. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { watchParent } from '#server/demo/parent-watch.mjs'
import { startConsole } from '#server/demo/start-console.ts'
import { startKafka } from '#server/demo/broker/start-kafka.ts'
import { stopAllSupervised } from '#server/demo/supervised-process.mjs'
import { RecordedRegistry } from '#testkit/serde/recorded-registry.ts'

const folder = await mkdtemp(join(tmpdir(), 'tailrace-e2e-'))

const end = async (code: number) => {
  await stopAllSupervised()
  await rm(folder, { recursive: true, force: true })
  process.exit(code)
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void end(0))
watchParent(() => void end(1))

const { bootstrapServers } = await startKafka({ dataDir: join(folder, 'kafka') })
const console = await startConsole({
  folder,
  port: Number(process.env['PORT']),
  bootstrapServers,
  cluster: {
    id: 'kafka',
    name: 'Kafka',
    environment: 'test',
    schemaRegistry: { url: await new RecordedRegistry().start() },
  },
  // Only what is called so is watched, so that other tests see nothing of it.
  alerts: {
    webhooks: [{ name: 'ops', url: `http://127.0.0.1:${process.env['E2E_WEBHOOK_PORT'] ?? 9}/hidden-path` }],
    rules: [
      {
        name: 'Falls behind',
        kind: 'lag',
        above: 10,
        keepFiringFor: '1s',
        severity: 'critical',
        groups: ['e2e-*-alerted'],
      },
      { name: 'No leader', kind: 'offline' },
    ],
  },
})
await console.process.exited
await end(1)
