/**
 * `npm run siege [-- seconds [without]]` (180, and a pattern of attacks to leave out): all attacks of the security audit at stated rates on one
 * console, each from an address of its own, while a viewer pages, searches and follows a topic. Prints rates and figures; ends with 1 where a
 * limit is broken. Needs a build, and Linux. With `short` for the seconds it takes 30, and times may be longer by as much as the machine lets a
 * process wait that does nothing.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { startConsole } from '#tools/bench/console-process.ts'
import { startKafka } from '#server/demo/broker/start-kafka.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { StubbornProducer } from '#testkit/tail/stubborn-producer.ts'
import { TOPICS } from './attacks.ts'
import { heldBy, watchConsole } from './figures.ts'
import { startIdle } from './idle-process.ts'
import { limitsOf, percentile } from './limits.ts'
import { startRegistry } from './registry.ts'
import { ORDERS_PARTITIONS, seed } from './seed.ts'
import type { AttackReport, SiegeOrder } from './siege.worker.ts'
import { watchAsViewer } from './viewer.ts'

const short = process.argv[2] === 'short'
const without = process.argv[3] ?? ''
const forMs = (short ? 30 : Number(process.argv[2] ?? 180)) * 1_000
/** Memory and threads are looked at so long after the last request. */
const SETTLE_MS = 60_000
const WARM_UP_MS = short ? 5_000 : 20_000
const BIG_RECORDS = short ? 50_000 : 200_000
const RECORDS_PER_SECOND = 200

async function attackers(order: SiegeOrder): Promise<AttackReport[]> {
  const thread = new Worker(join(import.meta.dirname, 'siege.worker.ts'), { workerData: order })
  return new Promise((resolve, reject) => {
    thread.once('message', (reports: AttackReport[]) => resolve(reports))
    thread.once('error', reject)
  })
}

const folder = await mkdtemp(join(tmpdir(), 'tailrace-siege-'))
const kafka = await startKafka({ dataDir: join(folder, 'kafka') })
const cluster = new KafkaCluster(testCluster(kafka.bootstrapServers))
const registry = await startRegistry()
const idle = startIdle()
try {
  await seed(cluster, BIG_RECORDS)
  const config = join(folder, 'tailrace.yaml')
  const brokers = kafka.bootstrapServers.split(',')
  const clusters = [{ id: 'kafka', name: 'Siege', brokers, schemaRegistry: { url: registry.url } }]
  await writeFile(config, JSON.stringify({ auth: { anonymousRoles: ['admin'] }, clusters }))
  const console_ = await startConsole(kafka.bootstrapServers, { TAILRACE_CONFIG: config })
  try {
    const { origin, port, pathname } = new URL(console_.api)
    const under = { root: origin, pid: console_.pid }
    const producer = new StubbornProducer(cluster, TOPICS.orders, ORDERS_PARTITIONS)
    let producing = true
    const produced = (async () => {
      while (producing) {
        const next = delay(100)
        await producer.send(RECORDS_PER_SECOND / 10, { padding: 200 })
        await next
      }
    })()
    console.log(`warming up for ${WARM_UP_MS / 1_000} s, then ${SETTLE_MS / 1_000} s of rest`)
    const visitor = watchAsViewer(origin, console_.api)
    await delay(WARM_UP_MS)
    await visitor.stop()
    await delay(SETTLE_MS)
    const start = await heldBy(under)
    console.log(`under attack for ${forMs / 1_000} s`)
    const watch = watchConsole(under)
    const viewer = watchAsViewer(origin, console_.api)
    idle.reset()
    const attacks = await attackers({ port: Number(port), api: pathname, forMs, without })
    const seen = await viewer.stop()
    const strain = await watch.stop()
    const waitedMs = idle.longestMs()
    await delay(SETTLE_MS)
    const end = await heldBy(under)
    producing = false
    await produced

    for (const { name, perSecond, asked, outcomes } of attacks)
      console.log(`${perSecond.toFixed(1).padStart(6)}/s ${name}: ${asked}, ${JSON.stringify(outcomes)}`)
    console.log(
      `viewer: ${seen.pages.length} pages, ${seen.searches.length} searches, tail ${JSON.stringify(seen.tail)}`,
    )
    console.log(`viewer was refused or failed: ${JSON.stringify(seen.failures)}`)
    console.log(
      `search: median ${percentile(seen.searches, 50).toFixed(0)} ms, p99 ${percentile(seen.searches, 99).toFixed(0)} ms`,
    )
    console.log(`newest 50: median ${percentile(seen.pages, 50).toFixed(0)} ms`)
    const delays = [strain.delaysMs, strain.ownMs].map((all) => percentile(all, 100).toFixed(0))
    console.log(`event loop: at worst ${delays[0]} ms, of which ${delays[1]} ms were not waits for a processor`)
    console.log(`an idle process waited at most ${waitedMs.toFixed(0)} ms`)
    console.log(`at the start ${JSON.stringify(start)}, at the end ${JSON.stringify(end)}`)
    const figures = limitsOf({ seen, strain, start, end }, short ? waitedMs : null)
    for (const { what, value, limit, unit } of figures)
      console.log(
        `${value <= limit ? 'ok  ' : 'OVER'} ${what}: ${value.toFixed(0)} ${unit} (limit ${limit.toFixed(0)})`,
      )
    process.exitCode = figures.every(({ value, limit }) => value <= limit) ? 0 : 1
  } finally {
    await console_.stop()
  }
} finally {
  idle.stop()
  await registry.stop()
  cluster.close()
  await kafka.stop()
  await rm(folder, { recursive: true, force: true })
}
