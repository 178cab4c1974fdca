import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePorts } from '../../server/demo/broker/free-ports.ts'
import { spawnSupervised } from '../../server/demo/supervised-process.mjs'

const run = promisify(execFile)
const VERSION = '3.3.3'
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy'
const STARTS_WITHIN_MS = 120_000

/** Downloads Apicurio Registry once (160 MB), starts it with its store in memory, and gives the address of its Confluent-compatible API. */
export async function startApicurio(java: string, folder: string): Promise<string> {
  const app = join(folder, `apicurio-${VERSION}`)
  if (!existsSync(join(app, 'quarkus-run.jar'))) {
    const artifact = `-Dartifact=io.apicurio:apicurio-registry-app:${VERSION}:tar.gz:all`
    await run('mvn', ['-B', '-q', COPY, artifact, `-DoutputDirectory=${folder}`], { maxBuffer: 10 << 20 })
    await mkdir(app, { recursive: true })
    await run('tar', ['xzf', join(folder, `apicurio-registry-app-${VERSION}-all.tar.gz`), '-C', app])
  }
  const [http, management] = await freePorts(2)
  const options = [
    '-Xmx512m',
    '-Dquarkus.http.host=127.0.0.1',
    `-Dquarkus.http.port=${http}`,
    '-Dquarkus.management.host=127.0.0.1',
    `-Dquarkus.management.port=${management}`,
  ]
  spawnSupervised(java, [...options, '-jar', 'quarkus-run.jar'], { cwd: app, logFile: join(folder, 'apicurio.log') })
  const url = `http://127.0.0.1:${http}/apis/ccompat/v7`
  const deadline = Date.now() + STARTS_WITHIN_MS
  while (Date.now() < deadline) {
    const answer = await fetch(`${url}/subjects`).catch(() => null)
    if (answer?.ok) return url
    await sleep(200)
  }
  throw new Error(`Apicurio Registry did not start; see ${join(folder, 'apicurio.log')}`)
}
