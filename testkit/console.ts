import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { endpoints } from '#lib/contract/endpoints.ts'
import type { Role } from '#lib/contract/session.ts'

type RouteModule = Record<string, (request: Request) => Promise<Response>>

interface Answer {
  status: number
  /** The parsed problem or answer; the first bytes of what is not JSON. */
  body: Record<string, unknown>
}

interface Sent {
  body?: unknown
  headers?: Record<string, string>
}

export interface TestConsole {
  url: string
  /** Sends a request as somebody with these roles. Of a stream only the beginning is read. */
  ask(roles: Role[], method: string, path: string, sent?: Sent): Promise<Answer>
  stop(): Promise<void>
}

/** What is read of an answer that does not end by itself. */
const STREAM_MS = 1_500

/** A console on a port of its own in this process: its configuration, its routes as Next.js calls them, without pages. Once per process. */
export async function startTestConsole(config: object): Promise<TestConsole> {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-console-'))
  const file = join(folder, 'tailrace.yaml')
  writeFileSync(file, stringify(config))
  process.env['TAILRACE_CONFIG'] = file
  const { runtime } = await import('#server/runtime.ts')
  const routes = await loadRoutes()
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const request = requestOf(incoming, `http://127.0.0.1:${port()}`)
      const path = new URL(request.url).pathname.replace(/^\/api\/v1/, '')
      const route = routes.find(({ method, pattern }) => method === request.method && pattern.test(path))
      const response = route ? await route.handle(request) : new Response(null, { status: 404 })
      outgoing.writeHead(response.status, Object.fromEntries(response.headers))
      outgoing.on('close', () => void response.body?.cancel().catch(() => undefined))
      for await (const chunk of response.body ?? []) outgoing.write(chunk)
      outgoing.end()
    })().catch(() => outgoing.destroy())
  })
  const port = () => (server.address() as AddressInfo).port
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${port()}`
  return {
    url,
    async ask(roles, method, path, { body, headers = {} } = {}) {
      runtime().config.auth.anonymousRoles = roles
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      return { status: response.status, body: await readSome(response) }
    },
    async stop() {
      await runtime().stop()
      server.closeAllConnections()
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function loadRoutes() {
  const folder = join(import.meta.dirname, '../app/api/v1')
  // Paths without parameters win over those with, as in Next.js.
  const byPath = endpoints.toSorted((a, b) => a.path.split('{').length - b.path.split('{').length)
  return Promise.all(
    byPath.map(async ({ method, path }) => {
      const file = join(folder, path.replaceAll(/\{(\w+)\}/g, '[$1]'), 'route.ts')
      const route = (await import(/* @vite-ignore */ file)) as RouteModule
      const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`)
      const handle = route[method]
      if (!handle) throw new Error(`${method} ${path} has no route`)
      return { method, pattern, handle }
    }),
  )
}

function requestOf(incoming: IncomingMessage, origin: string): Request {
  const leaving = new AbortController()
  incoming.on('close', () => {
    if (incoming.destroyed && !incoming.complete) leaving.abort()
  })
  incoming.socket.setMaxListeners(0).on('close', () => leaving.abort())
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) if (value) headers.set(name, String(value))
  const method = incoming.method ?? 'GET'
  const body = method === 'GET' || method === 'HEAD' ? {} : { body: webStream(incoming), duplex: 'half' as const }
  return new Request(new URL(incoming.url ?? '/', origin), { method, headers, signal: leaving.signal, ...body })
}

function webStream(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks = incoming[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  return new ReadableStream({
    async pull(controller) {
      const next = await chunks.next()
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
  })
}

async function readSome(response: Response): Promise<Record<string, unknown>> {
  const reader = response.body?.getReader()
  const streamed = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
  let text = ''
  const decoder = new TextDecoder()
  const timeout = streamed ? setTimeout(() => void reader?.cancel().catch(() => undefined), STREAM_MS) : undefined
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    text += decoder.decode(next.value, { stream: true })
    if (streamed && /event: (done|problem)\n.*\n\n/.test(text)) await reader?.cancel().catch(() => undefined)
  }
  clearTimeout(timeout)
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return { text }
  }
}
