/**
 * `npm start`: checks the configuration, then serves the built application.
 * PORT (3000) and TAILRACE_HOST (127.0.0.1) say where; HOSTNAME is never read, as containers set it.
 */
// First, so that it counts for what is loaded after it.
import './compile-cache.ts'
import { existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { join } from 'node:path'
import next from 'next'
import { setPeerAddress } from './auth/peer-address.ts'
import { loadConfig } from './config/load-config.ts'
import { plainSecrets } from './config/plain-secrets.ts'
import { answerBrokenRequests } from './http/edge/broken-requests.ts'
import { edge } from './http/edge/edge.ts'
import { limitIdle } from './http/idle-limit.ts'
import { log } from './log.ts'
import { setProjectFolder } from './project-folder.ts'
import { runtime } from './runtime.ts'
import { installKeys } from './trust/load-key-ring.ts'

const folder = join(import.meta.dirname, '..')
setProjectFolder(folder)
const host = process.env['TAILRACE_HOST'] ?? '127.0.0.1'
const port = Number(process.env['PORT'] ?? 3000)
const STOP_WITHIN_MS = 5_000

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

function checkStart(): { publicAddresses: string[] } {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    fail(`PORT is ${process.env['PORT']}: a number from 0 to 65535 is expected.`)
  const built = join(folder, process.env['TAILRACE_DIST_DIR'] ?? '.next', 'BUILD_ID')
  if (!existsSync(built)) fail('The application is not built yet: run `npm run build` first.')
  const loopback = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
  if (!loopback && process.env['TAILRACE_ALLOW_ANONYMOUS'] !== 'true') {
    fail(
      `TAILRACE_HOST is ${host}, and nobody has to sign in: everybody who reaches it could read the clusters, and do what auth.anonymousRoles allows. ` +
        'Listen on 127.0.0.1 behind a proxy that signs people in, or set TAILRACE_ALLOW_ANONYMOUS=true if that is what you want.',
    )
  }
  try {
    const config = loadConfig()
    // A key ring that cannot be used is a mistake of the configuration.
    installKeys(config.auth.secretFile)
    if (process.env['TAILRACE_LOOPBACK'] === 'false' && loopback && config.publicAddresses.length === 0)
      fail('TAILRACE_LOOPBACK is false and publicAddresses is empty: the console would have no name to be reached by.')
    for (const warning of plainSecrets(config)) log.warn(warning)
    if (config.anonymousRoles)
      log.warn('anonymousRoles is at the top of the configuration: move it to auth.anonymousRoles.')
    const { anonymousRoles } = config.auth
    if (anonymousRoles.some((role) => role !== 'viewer'))
      log.warn(
        `Nobody signs in: everybody who reaches the console is ${anonymousRoles.join(', ')} (auth.anonymousRoles).`,
      )
    return config
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error))
  }
}

async function start(): Promise<void> {
  const { publicAddresses } = checkStart()
  const allowedHosts = loopbackOnly() ? publicAddresses : [...publicAddresses, `http://${host}:${port}`]
  const app = next({ dev: false, dir: folder, hostname: host, port })
  await app.prepare()
  const handle = app.getRequestHandler()
  const mayGoOn = edge({ basePath: process.env['TAILRACE_BASE_PATH'] ?? '', hosts: allowedHosts, publicAddresses })
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (!mayGoOn(request, response)) return
    setPeerAddress(request)
    handle(request, response).catch((error: unknown) => {
      log.error(error, 'request failed')
      response.destroy()
    })
  })
  limitIdle(server)
  answerBrokenRequests(server)
  server.on('error', (error: NodeJS.ErrnoException) => {
    fail(error.code === 'EADDRINUSE' ? `Port ${port} on ${host} is taken: set PORT to another one.` : error.message)
  })
  server.listen(port, host, () => {
    const address = server.address()
    const actual = typeof address === 'object' && address ? address.port : port
    console.log(
      `Tailrace is at http://${host.includes(':') ? `[${host}]` : host}:${actual}${process.env['TAILRACE_BASE_PATH'] ?? ''}`,
    )
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref()
      server.close()
      void runtime()
        .stop()
        .then(() => {
          server.closeAllConnections()
          process.exit(0)
        })
    })
  }
}

function loopbackOnly(): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'))
await start()
