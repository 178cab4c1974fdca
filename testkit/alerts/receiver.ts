import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Received {
  path: string
  headers: Record<string, string | string[] | undefined>
  body: {
    alerts?: { id: string; event: string; rule: string; subject: string; text: string }[]
    [key: string]: unknown
  }
}

/** A real HTTP receiver of webhooks, which can go away and come back under its address. */
export class Receiver {
  readonly messages: Received[] = []
  /** What it answers. */
  status = 200
  #server: Server | undefined
  #port = 0

  /** `event rule subject` of every alert that came. */
  get events(): string[] {
    return this.messages
      .flatMap(({ body }) => body.alerts ?? [])
      .map(({ event, rule, subject }) => `${event} ${rule} ${subject}`)
  }

  url(path = '/'): string {
    return `http://127.0.0.1:${this.#port}${path}`
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk: Buffer) => (text += chunk.toString()))
      request.on('end', () => {
        if (this.status < 300) {
          const body = JSON.parse(text) as Received['body']
          this.messages.push({ path: request.url ?? '', headers: request.headers, body })
        }
        response.writeHead(this.status).end('ok')
      })
    })
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve))
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections()
    await new Promise((resolve) => this.#server?.close(resolve) ?? resolve(undefined))
  }
}
