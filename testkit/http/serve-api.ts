import { readdirSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { setPeerAddress } from '#server/auth/peer-address.ts'
import { PROJECT } from '#server/demo/prerequisites.mjs'

type Handler = (request: Request) => Promise<Response>
type RouteModule = Partial<Record<string, Handler>>

const ROUTES = join(PROJECT, 'app/api/v1')

/**
 * The real route files behind a real HTTP server: a request's signal is aborted when its client leaves, and a response is read only as fast
 * as its socket drains, both as Next.js does it. No build is needed.
 */
export async function serveApi(): Promise<{ url: string; close: () => Promise<void> }> {
  const routes = readdirSync(ROUTES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('route.ts'))
    .map((file) => ({ file, parts: file.split('/').slice(0, -1) }))
    .toSorted((a, b) => wildcards(a.parts) - wildcards(b.parts))
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    setPeerAddress(request)
    // Before anything is waited for: the client may leave at once.
    const leaving = new AbortController()
    response.once('close', () => (response.writableFinished ? undefined : leaving.abort()))
    const url = `http://${request.headers.host}${request.url}`
    const asked = new URL(url).pathname.split('/').slice(3)
    const found = routes.find(({ parts }) => isMeant(parts, asked))
    if (!found) return void response.writeHead(404).end()
    const { [request.method ?? '']: handler } = (await import(join(ROUTES, found.file))) as RouteModule
    if (!handler) return void response.writeHead(405).end()
    const hasBody = request.method !== 'GET'
    const body = hasBody ? (Readable.toWeb(request) as ReadableStream) : null
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const init = { method: request.method, headers, signal: leaving.signal, body, duplex: 'half' }
    const answered = await handler(new Request(url, init as RequestInit))
    await pipe(answered, response)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A body whose client left before it began is neither read nor cancelled by Next.js, so it is not here. */
async function pipe({ status, headers, body }: Response, response: ServerResponse): Promise<void> {
  if (response.destroyed) return
  response.writeHead(status, Object.fromEntries(headers)).flushHeaders()
  if (!body) return void response.end()
  const stream = Readable.fromWeb(body as NodeStream)
  response.once('close', () => stream.destroy())
  stream.on('error', () => response.destroy())
  stream.pipe(response)
}

const wildcards = (parts: string[]) => parts.filter((part) => part.startsWith('[')).length

function isMeant(parts: string[], asked: string[]): boolean {
  return parts.length === asked.length && parts.every((part, at) => part.startsWith('[') || part === asked[at])
}
