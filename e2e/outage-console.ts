/** An own Kafka and the built console on PORT, whose broker is frozen and let go by lines on standard input, for outage.spec.ts. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { watchParent } from '#server/demo/parent-watch.mjs'
import { startConsole } from '#server/demo/start-console.ts'
import { startKafka } from '#server/demo/broker/start-kafka.ts'
import { stopAllSupervised } from '#server/demo/supervised-process.mjs'

const folder = await mkdtemp(join(tmpdir(), 'tailrace-e2e-outage-'))
const end = async () => {
  await stopAllSupervised()
  await rm(folder, { recursive: true, force: true })
  process.exit(0)
}
process.once('SIGTERM', () => void end())
watchParent(() => void end())

const kafka = await startKafka({ dataDir: join(folder, 'kafka') })
await startConsole({
  folder,
  port: Number(process.env['PORT']),
  bootstrapServers: kafka.bootstrapServers,
  cluster: { id: 'kafka', name: 'Kafka', environment: 'test' },
})
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'freeze') kafka.freeze(1)
  if (line === 'thaw') kafka.thaw(1)
  if (line === 'kill') await kafka.kill(1)
  if (line === 'restart') await kafka.restart(1)
}
