import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

interface RecordedAnswer {
  status: number
  body: unknown
}

/** What Apicurio Registry 3.3.3 answered when `npm run goldens:schemas` asked it, by path. */
export function recordedAnswers(): Record<string, RecordedAnswer> {
  const text = readFileSync(join(import.meta.dirname, 'golden/registry.json'), 'utf8')
  return JSON.parse(text) as Record<string, RecordedAnswer>
}

/** What it answered to a session of writes, and to GETs after each of them. */
interface RecordedWrite extends RecordedAnswer {
  method: string
  path: string
  sent: unknown
  after: Record<string, RecordedAnswer>
}

function recordedWrites(): RecordedWrite[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'golden/registry-writes.json'), 'utf8')) as RecordedWrite[]
}

export interface GoldenRecord {
  name: string
  topic: string
  side: 'key' | 'value'
  client: string
  bytes: Buffer
}

/** Records as real serializers made them, whose schemas the recorded answers hold. */
export function goldenRecords(): GoldenRecord[] {
  const lines = readFileSync(join(import.meta.dirname, 'golden/records.ndjson'), 'utf8')
    .trim()
    .split('\n')
  return lines.map((line) => {
    const record = JSON.parse(line) as Omit<GoldenRecord, 'bytes'> & { bytes: string }
    return { ...record, bytes: Buffer.from(record.bytes, 'base64') }
  })
}

const PATH = '/apis/ccompat/v7'

/** A registry that repeats recorded answers, below a path as Apicurio's compatible API stands. */
export class RecordedRegistry {
  readonly answers: Record<string, RecordedAnswer>
  /** Method and path of every request, in order. */
  readonly requests: string[] = []
  readonly headers: IncomingMessage['headers'][] = []
  /** Answers instead of it, where set: to be slow, to fail, to lie. */
  misbehave: ((request: IncomingMessage, response: ServerResponse) => void) | null = null
  readonly #server = createServer((request, response) => this.#answer(request, response))

  readonly #writes = recordedWrites()
  /** Where the session of writes stands. */
  #written = -1

  constructor(answers = recordedAnswers()) {
    this.answers = answers
  }

  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve))
    const { port: bound } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${bound}${PATH}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '').slice(PATH.length)
    this.requests.push(`${request.method} ${path}`)
    this.headers.push(request.headers)
    if (this.misbehave) return this.misbehave(request, response)
    if (request.method !== 'GET') return void this.#write(request, response, path)
    send(response, (request.url?.startsWith(PATH) ? this.answers[path] : undefined) ?? NOT_FOUND)
  }

  /** What the session of writes answered to the same at this point of it; who deletes the subject begins it anew. */
  async #write(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    let text = ''
    for await (const part of request) text += String(part)
    const sent = JSON.stringify(text === '' ? null : JSON.parse(text))
    const same = [...this.#writes.entries()].filter(
      ([, write]) => write.method === request.method && write.path === path && JSON.stringify(write.sent) === sent,
    )
    const later = same.find(([index]) => index > this.#written)
    const asks = request.method === 'POST' && !/^\/subjects\/[^/]+\/versions$/.test(path)
    const [index, write] = later ?? (asks ? same.at(-1) : same[0]) ?? []
    if (index === undefined || !write) return send(response, NOT_FOUND)
    if (!asks) {
      this.#written = request.method === 'DELETE' && /^\/subjects\/[^/]+$/.test(path) ? -1 : index
      Object.assign(this.answers, write.after)
    }
    send(response, write)
  }
}

const NOT_FOUND: RecordedAnswer = { status: 404, body: { error_code: 404, message: 'HTTP 404 Not Found' } }

function send(response: ServerResponse, { status, body }: RecordedAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
