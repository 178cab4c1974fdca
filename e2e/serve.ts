/** An empty Kafka and the built console on PORT, for the browser tests; SIGTERM ends both. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startKafka } from '#server/embedded/start-kafka.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'tailrace-e2e-'))
const kafka = await startKafka({ dataDir })
process.env['TAILRACE_BROKERS'] = kafka.bootstrapServers
process.env['LOG_LEVEL'] ??= 'warn'
Object.assign(process.env, { NODE_ENV: 'production' })

const end = async () => {
  await kafka.stop()
  await rm(dataDir, { recursive: true, force: true })
  process.exit(0)
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void end())
await import('#server/main.ts')
