import { endpoints } from '#lib/contract/endpoints.ts'
import type { Endpoint } from '#lib/contract/endpoint.ts'
import { GROUP } from './fill.ts'

/** How one route answered. */
export interface Answer {
  path: string
  status: number
  /** What it said where it could not. */
  said: string
}

const PARAMS: Record<string, string> = {
  cluster: 'kafka',
  topic: 'compat-orders',
  group: GROUP,
  partition: '0',
  version: 'latest',
  offset: '3',
}
/** What some routes need beside their path. */
const QUERY: Record<string, string> = { topics: 'compat-orders', key: 'key-1', text: 'order', exact: 'key-1' }
const STREAM_FOR_MS = 8_000

/** Asks every GET route of the contract, streams too, with a broker's own id. */
export async function askRoutes(origin: string, brokerId: number): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const endpoint of endpoints.filter(({ method }) => method === 'GET')) {
    answers.push(await ask(endpoint, `${origin}/api/v1${filled(endpoint.path, brokerId)}`))
  }
  return answers
}

function filled(path: string, brokerId: number): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(name === 'broker' ? String(brokerId) : (PARAMS[name] ?? 'none')),
  )
}

async function ask(endpoint: Endpoint, url: string): Promise<Answer> {
  const { path } = endpoint
  const first = await get(url, endpoint.events !== null)
  // What a route asks for beyond its path, it says.
  if (first.status !== 400) return { path, ...first }
  const needed = Object.entries(QUERY).filter(([name]) => first.said.includes(name) || endpoint.events !== null)
  return { path, ...(await get(`${url}?${new URLSearchParams(needed)}`, endpoint.events !== null)) }
}

async function get(url: string, stream: boolean): Promise<{ status: number; said: string }> {
  const response = await fetch(url, { signal: AbortSignal.timeout(60_000) })
  if (response.ok && stream) return { status: response.status, said: await firstProblem(response) }
  const text = await response.text()
  if (response.ok) return { status: response.status, said: '' }
  return { status: response.status, said: detailOf(text) }
}

/** Reads a stream until it ends or for some seconds; what it says is an event `problem`. */
async function firstProblem(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  let text = ''
  const timer = setTimeout(() => void reader?.cancel().catch(() => undefined), STREAM_FOR_MS)
  try {
    for (;;) {
      const chunk = await reader?.read()
      if (!chunk || chunk.done || text.length > 1_000_000) break
      text += Buffer.from(chunk.value).toString('utf8')
      if (/^event: (problem|done|end|messages)$/m.test(text)) break
    }
  } catch {
    // It was ended from here.
  } finally {
    clearTimeout(timer)
    void reader?.cancel().catch(() => undefined)
  }
  const [, data] = /^event: problem\n(?:id:.*\n)?data: (.*)$/m.exec(text) ?? []
  return data === undefined ? '' : detailOf(data)
}

function detailOf(text: string): string {
  try {
    const { detail, code } = JSON.parse(text) as { detail?: string; code?: string }
    return `${code ?? ''} ${detail ?? ''}`.trim()
  } catch {
    return text.slice(0, 200)
  }
}
