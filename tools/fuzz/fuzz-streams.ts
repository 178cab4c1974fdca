import type { Endpoint } from '#lib/contract/endpoint.ts'
import { endpoints } from '#lib/contract/endpoints.ts'
import { Problem } from '#lib/contract/problem.ts'
import { SseParser } from '#testkit/tail/sse-parser.ts'
import { isBrokers } from './broker-codes.ts'
import type { OpenApi } from './document.ts'
import { Dice } from './dice.ts'
import type { Seeded } from './seed.ts'
import { valuesOf } from './stream-values.ts'

export interface StreamFuzz {
  requests: number
  /** Streams that were opened, and events that came over them. */
  streams: number
  events: number
  findings: string[]
}

interface Asked {
  origin: string
  document: OpenApi
  seeded: Seeded
  /** How many requests each route gets. */
  requests: number
  seed: number
}

/** What is read of a stream that does not end by itself. */
const READ_MS = 400
const TOKENS = 20

/**
 * Asks every streaming route with parameters that fit, hardly fit and do not fit, some of them tokens that earlier answers gave. Whatever
 * comes must be documented: status, type, and each event by the contract's schema.
 */
export async function fuzzStreams({ origin, document, seeded, requests, seed }: Asked): Promise<StreamFuzz> {
  const result: StreamFuzz = { requests: 0, streams: 0, events: 0, findings: [] }
  const found = new Set<string>()
  for (const endpoint of endpoints.filter(({ events }) => events !== null)) {
    const dice = new Dice(`${seed} ${endpoint.method} ${endpoint.path}`)
    const tokens: string[] = []
    for (let request = 0; request < requests; request += 1) {
      const { url, init } = requestOf(endpoint, { dice, seeded, tokens, origin })
      const { problems, events, isStream } = await look(endpoint, document, { url, init, tokens })
      result.requests += 1
      result.streams += isStream ? 1 : 0
      result.events += events
      for (const problem of problems) found.add(`${problem} (${endpoint.method} ${url} ${init.body ?? ''})`)
    }
  }
  return { ...result, findings: [...found] }
}

interface Sent {
  method?: string
  headers: Record<string, string>
  body?: string
}

interface Making {
  dice: Dice
  seeded: Seeded
  tokens: string[]
  origin: string
}

function requestOf(endpoint: Endpoint, { dice, seeded, tokens, origin }: Making): { url: string; init: Sent } {
  const values = valuesOf(seeded, tokens)
  const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(dice.pick(values.path[name] ?? ['missing'])),
  )
  const url = new URL(`${origin}/api/v1${path}`)
  const fields: [string, string][] = Object.entries(values.query).flatMap(([name, of]): [string, string][] =>
    dice.chance(values.needed.has(name) ? 0.85 : 0.12) ? [[name, dice.pick(of)]] : [],
  )
  const headers: Record<string, string> = dice.chance(0.2) ? { 'last-event-id': dice.pick(values.cursors) } : {}
  if (endpoint.method === 'GET') {
    for (const [name, value] of fields) url.searchParams.append(name, value)
    return { url: url.href, init: { headers: printable(headers) } }
  }
  const body = Object.fromEntries(fields.map(([name, value]) => [name, dice.chance(0.5) ? typed(value) : value]))
  const init = { method: endpoint.method, headers: { ...printable(headers), 'content-type': 'application/json' } }
  return { url: url.href, init: { ...init, body: JSON.stringify(body) } }
}

/** Headers hold Latin-1 without control characters. */
function printable(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replaceAll(/[^\x20-\x7e]/g, '?')]),
  )
}

/** A text as the JSON value that it stands for. */
function typed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text === '' ? null : [text]
  }
}

interface Looking {
  url: string
  init: Sent
  /** Takes what the answer gives to go on with. */
  tokens: string[]
}

async function look(endpoint: Endpoint, document: OpenApi, { url, init, tokens }: Looking) {
  const leaving = new AbortController()
  const problems: string[] = []
  const wrong = (what: string) => problems.push(`${endpoint.method} ${endpoint.path}: ${what}`)
  const response = await fetch(url, { ...init, signal: leaving.signal })
  const type = response.headers.get('content-type')?.split(';')[0] ?? 'none'
  const operation = document.paths[`/api/v1${endpoint.path}`]?.[endpoint.method.toLowerCase()]
  if (!operation?.responses[String(response.status)]) wrong(`the status ${response.status} is not documented`)
  else if (!operation.responses[String(response.status)]?.content?.[type])
    wrong(`the type ${type} of ${response.status} is not documented`)
  if (!response.ok) {
    const problem = Problem.safeParse(await response.json().catch(() => null))
    if (!problem.success) wrong(`${response.status} without problem details`)
    else if (response.status >= 500 && !isBrokers(problem.data.code)) wrong(`${response.status} ${problem.data.code}`)
    return { problems, events: 0, isStream: false }
  }
  const timer = setTimeout(() => leaving.abort(), READ_MS)
  let events = 0
  const parser = new SseParser()
  try {
    for await (const chunk of response.body ?? [])
      for (const { event, data, id } of parser.feed(chunk)) {
        events += 1
        const value = JSON.parse(data) as unknown
        const parsed = endpoint.events?.[event]?.safeParse(value)
        if (!parsed) wrong(`the event ${event} is not documented`)
        else if (!parsed.success) wrong(`the event ${event} breaks its schema: ${parsed.error.message.slice(0, 300)}`)
        const failed = event === 'problem' ? Problem.safeParse(value).data : undefined
        if (failed && failed.status >= 500 && !isBrokers(failed.code)) wrong(`a stream ended with ${failed.code}`)
        keepTokens(tokens, [id, ...[...data.matchAll(/"continue":"([^"]+)"/g)].map(([, token = '']) => token)])
      }
  } catch (error) {
    if (!leaving.signal.aborted) wrong(`the stream broke off: ${String(error)}`)
  } finally {
    clearTimeout(timer)
    leaving.abort()
  }
  return { problems, events, isStream: true }
}

function keepTokens(tokens: string[], found: (string | null)[]): void {
  tokens.push(...found.flatMap((token) => token || []))
  tokens.splice(0, tokens.length - TOKENS)
}
