import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { AppError } from '#lib/errors.ts'
import type { RegistrySettings } from './settings.ts'

const MAX_ANSWER_BYTES = 16 << 20
const MAX_SOCKETS = 8
const ACCEPT = 'application/vnd.schemaregistry.v1+json, application/json;q=0.9'
const CONTENT = 'application/vnd.schemaregistry.v1+json'

interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  body?: unknown
  timeoutMs: number
}

/** What a registry answered: its status and JSON. */
export interface JsonAnswer {
  status: number
  json: unknown
}

/** Speaks HTTP with one service. Redirects are not followed, so credentials go nowhere else. */
export class HttpJson {
  readonly #settings: RegistrySettings
  readonly #agent: HttpAgent | HttpsAgent

  constructor(settings: RegistrySettings) {
    this.#settings = settings
    const pool = { keepAlive: true, maxSockets: MAX_SOCKETS, maxFreeSockets: 2, timeout: 30_000 }
    this.#agent = settings.url.startsWith('https:') ? new HttpsAgent({ ...pool, ...settings.tls }) : new HttpAgent(pool)
  }

  /** Host and port, for messages. */
  get host(): string {
    return new URL(this.#settings.url).host
  }

  close(): void {
    this.#agent.destroy()
  }

  /** @param path below the configured address, with its query @throws AppError where no answer came or it is not JSON */
  async call(path: string, { method = 'GET', body, timeoutMs }: Call): Promise<JsonAnswer> {
    const signal = AbortSignal.timeout(timeoutMs)
    const data = body === undefined ? null : Buffer.from(JSON.stringify(body))
    try {
      const response = await this.#send(path, { method, data, signal })
      const text = (await readBody(response)).toString('utf8')
      return { status: response.statusCode ?? 0, json: parsed(text, response.statusCode ?? 0) }
    } catch (error) {
      if (error instanceof AppError) throw error
      if (signal.aborted) {
        throw new AppError('BROKER_TIMEOUT', `it did not answer within ${timeoutMs / 1_000} s`, { cause: error })
      }
      throw new AppError('CLUSTER_UNREACHABLE', reasonOf(error), { cause: error })
    }
  }

  #send(
    path: string,
    { method, data, signal }: { method: string; data: Buffer | null; signal: AbortSignal },
  ): Promise<IncomingMessage> {
    const { url, authorization } = this.#settings
    const send = url.startsWith('https:') ? httpsRequest : httpRequest
    return new Promise((resolve, reject) => {
      const request = send(`${url}${path}`, {
        method,
        signal,
        agent: this.#agent,
        headers: {
          accept: ACCEPT,
          'user-agent': 'tailrace',
          ...(authorization === null ? {} : { authorization }),
          ...(data === null ? {} : { 'content-type': CONTENT, 'content-length': data.length }),
        },
      })
      request.once('response', resolve)
      request.once('error', reject)
      request.end(data ?? undefined)
    })
  }
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) {
      response.destroy()
      throw new AppError('TOO_LARGE', `its answer is larger than ${MAX_ANSWER_BYTES >> 20} MB`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parsed(text: string, status: number): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text) as unknown
  } catch {
    // A proxy's error page says less than its status.
    if (status >= 400) return null
    throw new AppError('UNDECODABLE', 'its answer is not JSON: does the address lead to its API, path included?')
  }
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its name cannot be resolved',
  EAI_AGAIN: 'its name cannot be resolved now',
  ECONNRESET: 'it closed the connection',
  ETIMEDOUT: 'it cannot be reached',
  EHOSTUNREACH: 'it cannot be reached',
  EPROTO: 'it does not speak TLS: use http:// instead of https://',
  HPE_INVALID_CONSTANT: 'it does not speak HTTP: is https:// needed?',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed: set tls.caFile',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an unknown authority: set tls.caFile',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an unknown authority: set tls.caFile',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an unknown authority: set tls.caFile',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return REASONS[code] ?? (code === '' ? 'the connection failed' : `the connection failed (${code})`)
}
