/**
 * `npm run fuzz [-- short]`: schemathesis over all operations of the OpenAPI document, and a script of our own over the streams, on the built
 * console with a real, filled cluster. Nothing may answer 5xx but for a broker, nor with a status or a type that is not documented. Ends with
 * 1 where something did, with 2 where Python or PyPI cannot be reached. FUZZ_SEED repeats a run; `--report=FILE` is for `npm test`.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '#server/demo/broker/free-ports.ts'
import { startConsole } from '#server/demo/start-console.ts'
import { startKafka } from '#server/demo/broker/start-kafka.ts'
import { RecordedRegistry } from '#testkit/serde/recorded-registry.ts'
import { type OpenApi, sharpen } from './document.ts'
import { fuzzStreams } from './fuzz-streams.ts'
import { NotRun, pythonTools } from './python-tools.ts'
import { runSchemathesis } from './run-schemathesis.ts'
import { seed } from './seed.ts'

const isShort = process.argv.includes('short')
const reportFile = process.argv.find((argument) => argument.startsWith('--report='))?.slice('--report='.length)
/** The short form is part of every `npm test`, which must not depend on chance. */
const SEED = Number(process.env['FUZZ_SEED'] ?? (isShort ? 1 : Math.floor(Math.random() * 1e9)))
const SIZE = isShort ? { maxSeconds: 45, examples: 5, streams: 25 } : { maxSeconds: 900, examples: 60, streams: 300 }
/** Writes that must get an answer beyond 4xx, or the run says little about what is behind the validation. */
const MIN_WRITES = isShort ? 22 : 25
const WRITES = /^(POST|PUT|PATCH|DELETE) /

/** Requests are to reach the verbs, and not the limits. */
const LIMITS = {
  pointsPerSecond: 1_000_000,
  queries: { perUser: 1000, all: 1000 },
  scans: { perUser: 1000, all: 1000 },
}

async function main(): Promise<void> {
  const programs = await pythonTools()
  const folder = await mkdtemp(join(tmpdir(), 'tailrace-fuzz-'))
  const service = createServer((_, response) => response.setHeader('content-type', 'application/json').end('{}'))
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  const registry = new RecordedRegistry()
  const kafka = await startKafka({ dataDir: join(folder, 'kafka') })
  const [port = 0] = await freePorts(1)
  const console_ = await startConsole({
    folder,
    port,
    bootstrapServers: kafka.bootstrapServers,
    cluster: { id: 'kafka', name: 'Kafka', environment: 'test', schemaRegistry: { url: await registry.start() } },
    alerts: { webhooks: [{ name: 'ops', url }], rules: [{ name: 'No leader', kind: 'offline' }] },
    limits: LIMITS,
  })
  try {
    const findings = await fuzz(console_.url, { programs, folder, bootstrapServers: kafka.bootstrapServers })
    for (const finding of findings) console.error(`wrong: ${finding}`)
    console.log(`\nFUZZ_SEED=${SEED}: ${findings.length} findings`)
    await report({ passed: findings.length === 0 ? 1 : 0, failed: findings.length })
    process.exitCode = findings.length === 0 ? 0 : 1
  } finally {
    await console_.process.stop()
    await kafka.stop()
    await registry.stop()
    service.closeAllConnections()
    service.close()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Running {
  programs: string
  folder: string
  bootstrapServers: string
}

async function fuzz(origin: string, { programs, folder, bootstrapServers }: Running): Promise<string[]> {
  const seeded = await seed(`${origin}/api/v1/clusters/kafka`, bootstrapServers)
  const document = (await (await fetch(`${origin}/api/v1/openapi.json`)).json()) as OpenApi
  const { streams: requests, ...size } = SIZE
  const streams = await fuzzStreams({ origin, document, seeded, requests, seed: SEED })
  console.log(`Streams: ${streams.requests} requests, ${streams.streams} streams, ${streams.events} events`)
  const sharper = sharpen(document, seeded)
  const answers = await runSchemathesis({ programs, folder, origin, document: sharper, ...size, seed: SEED })
  const findings = [...streams.findings, ...(answers.clean ? [] : ['schemathesis found something, see above'])]
  const writes = [...answers.byOperation].filter(([name]) => WRITES.test(name))
  const reached = writes.filter(([, statuses]) => [...statuses.keys()].some((status) => status < 400 || status >= 500))
  console.table(
    writes.map(([name, statuses]) => ({
      name,
      statuses: [...statuses].map(([status, n]) => `${status}×${n}`).join(' '),
    })),
  )
  console.log(`${answers.cases} cases; ${reached.length} of ${writes.length} writes were answered beyond 4xx`)
  if (reached.length < MIN_WRITES) findings.push(`only ${reached.length} writes were answered beyond 4xx`)
  return findings
}

async function report(counts: { passed: number; failed: number; notRun?: string }): Promise<void> {
  if (reportFile) await writeFile(reportFile, JSON.stringify(counts))
}

try {
  await main()
} catch (error) {
  if (!(error instanceof NotRun)) throw error
  console.error(`fuzz: not run. ${error.message}`)
  await report({ passed: 0, failed: 0, notRun: error.message })
  process.exitCode = 2
}
