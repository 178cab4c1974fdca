import type { z } from 'zod'
import type { Endpoint } from '#lib/contract/endpoint.ts'
import { AppError, invalid, type Issue } from '#lib/errors.ts'

const MAX_BODY_BYTES = 16 * 1024 * 1024
const PREFIX = '/api/v1'

/** The path parameters, decoded once, by laying the endpoint's template over the address. */
export function readParams(template: string, url: URL): Record<string, string> {
  const path = url.pathname.slice(url.pathname.indexOf(PREFIX) + PREFIX.length)
  const actual = path.split('/')
  const params: Record<string, string> = {}
  for (const [index, part] of template.split('/').entries()) {
    if (!part.startsWith('{')) continue
    const name = part.slice(1, -1)
    try {
      params[name] = decodeURIComponent(actual[index] ?? '')
    } catch {
      throw invalid(name, 'is not percent-encoded correctly')
    }
  }
  return params
}

/** Parameters, query and body in one object, each parsed by its schema. @throws AppError INVALID_INPUT naming the fields */
export async function readInput(endpoint: Endpoint, request: Request): Promise<Record<string, unknown>> {
  const url = new URL(request.url)
  const query = parse(endpoint.query, queryOf(url.searchParams))
  const body = endpoint.method === 'GET' ? {} : parse(endpoint.body, await readBody(endpoint, request))
  return { ...asObject(query), ...asObject(body), ...readParams(endpoint.path, url) }
}

function queryOf(search: URLSearchParams): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  for (const name of new Set(search.keys())) {
    const values = search.getAll(name)
    const [first] = values
    query[name] = values.length > 1 || first === undefined ? values : first
  }
  return query
}

/** JSON, or for other types the stream itself. */
async function readBody({ bodyType }: Endpoint, request: Request): Promise<unknown> {
  if (bodyType === 'application/json') return readJson(request)
  if (!request.headers.get('content-type')?.startsWith(bodyType))
    throw new AppError('INVALID_INPUT', `The body must be sent with content-type ${bodyType}.`)
  return { upload: request.body ?? new ReadableStream({ start: (controller) => controller.close() }) }
}

async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request)
  if (text === '') return {}
  if (!request.headers.get('content-type')?.startsWith('application/json')) {
    throw new AppError('INVALID_INPUT', 'The body must be JSON: send content-type application/json.')
  }
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new AppError(
      'INVALID_INPUT',
      `The body is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`,
    )
  }
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  if (!request.body) return ''
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES)
      throw new AppError('TOO_LARGE', `The body is larger than ${MAX_BODY_BYTES / 1024 / 1024} MiB.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issues: Issue[] = result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
  const text = issues.map((issue) => (issue.path ? `${issue.path}: ${issue.message}` : issue.message)).join('; ')
  throw new AppError('INVALID_INPUT', text, { issues })
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
