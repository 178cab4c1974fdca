import type { z } from 'zod'
import type { Endpoint } from '#lib/contract/endpoint.ts'
import { AppError, invalid, type Issue } from '#lib/errors.ts'
import type { BodyLease } from './body-budget.ts'
import { parseBody } from './parse-body.ts'
import { readBody } from './read-body.ts'
import { segmentName } from '#lib/path-segment.ts'

/** Next.js puts in the base path that the application was built with. */
const PREFIX = `${process.env['NEXT_PUBLIC_BASE_PATH'] ?? ''}/api/v1`

/** The path parameters, decoded once (see `lib/path-segment.ts`), by laying the endpoint's template over the address. */
export function readParams(template: string, url: URL): Record<string, string> {
  const path = url.pathname.slice(PREFIX.length)
  const actual = path.split('/')
  const params: Record<string, string> = {}
  for (const [index, part] of template.split('/').entries()) {
    if (!part.startsWith('{')) continue
    const name = part.slice(1, -1)
    try {
      params[name] = segmentName(actual[index] ?? '')
    } catch {
      throw invalid(name, 'is not percent-encoded correctly')
    }
  }
  return params
}

/**
 * Parameters, query and body in one object, each parsed by its schema.
 * @param lease counts the bytes of the body against those of all requests; release it once the verb is done
 * @throws AppError INVALID_INPUT naming the fields, TOO_LARGE, LIMIT_EXCEEDED
 */
export async function readInput(
  endpoint: Endpoint,
  request: Request,
  lease: BodyLease | null = null,
): Promise<Record<string, unknown>> {
  const url = new URL(request.url)
  const fill = endpoint.fill ?? ((sent) => sent)
  const query = parse(endpoint.query, fill(queryOf(url.searchParams)))
  const hasBody = endpoint.method !== 'GET'
  const sent = hasBody ? await sentBody(endpoint, request, lease) : {}
  const body = hasBody ? parse(endpoint.body, isRecord(sent) ? fill(sent) : sent) : {}
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
async function sentBody(endpoint: Endpoint, request: Request, lease: BodyLease | null): Promise<unknown> {
  const { bodyType, maxBodyBytes } = endpoint
  if (bodyType === 'application/json') {
    const bytes = await readBody(request, { maxBytes: maxBodyBytes, lease })
    if (bytes.length === 0) return {}
    if (request.headers.get('content-type')?.startsWith('application/json')) return parseBody(bytes)
    throw new AppError('INVALID_INPUT', 'The body must be JSON: send content-type application/json.')
  }
  if (!request.headers.get('content-type')?.startsWith(bodyType))
    throw new AppError('INVALID_INPUT', `The body must be sent with content-type ${bodyType}.`)
  return { upload: request.body ?? new ReadableStream({ start: (controller) => controller.close() }) }
}

function parse(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issues = issuesOf(result.error.issues).slice(0, MAX_ISSUES)
  const text = issues.map((issue) => (issue.path ? `${issue.path}: ${issue.message}` : issue.message)).join('; ')
  throw new AppError('INVALID_INPUT', text, { issues })
}

const MAX_ISSUES = 20

/** One issue per field. An unknown key is named, and of a union's alternatives the one that fits best explains itself. */
function issuesOf(issues: readonly z.core.$ZodIssue[], above: readonly PropertyKey[] = []): Issue[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path]
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: [...path, key.slice(0, 200)].join('.'), message: 'is not known here' }))
    const best = issue.code === 'invalid_union' ? issue.errors.toSorted((a, b) => a.length - b.length)[0] : undefined
    if (best && best.length > 0) return issuesOf(best, path)
    return [{ path: path.join('.'), message: issue.message }]
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
