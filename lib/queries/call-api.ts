import type { z } from 'zod'
import type { Endpoint, PathParams } from '../contract/endpoint.ts'
import { AppError } from '../errors.ts'
import { pathSegment } from '../path-segment.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'

const problemContract = early(contracts.problem)

const BASE = `${process.env['NEXT_PUBLIC_BASE_PATH'] ?? ''}/api/v1`

/** What a call of an endpoint needs: its path parameters, and query and body where it has them. */
export interface CallInput<Path extends string, Query extends z.ZodType, Body extends z.ZodType> {
  params?: Record<PathParams<Path>, string>
  query?: z.input<Query>
  body?: z.input<Body>
}

/** The address of an endpoint, path segments percent-encoded, repeated parameters repeated. */
export function apiUrl(path: string, params: Record<string, string> = {}, query: unknown = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => pathSegment(params[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (item !== undefined && item !== null && item !== '') search.append(name, String(item))
    }
  }
  const text = search.toString()
  return `${BASE}${filled}${text ? `?${text}` : ''}`
}

/**
 * Calls a JSON endpoint from the browser and parses the answer with its schema.
 * @throws AppError with the problem's code, its detail as the message; CLUSTER_UNREACHABLE when the console itself does not answer.
 */
export async function callApi<
  Path extends string,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Output extends z.ZodType,
>(
  endpoint: Endpoint<Path, Query, Body, Output>,
  input: CallInput<Path, Query, Body> = {},
  signal?: AbortSignal,
): Promise<z.output<Output>> {
  const hasBody = endpoint.method !== 'GET' && input.body !== undefined
  const response = await fetch(apiUrl(endpoint.path, input.params, input.query), {
    method: endpoint.method,
    ...(hasBody ? { body: JSON.stringify(input.body), headers: { 'content-type': 'application/json' } } : {}),
    ...(signal ? { signal } : {}),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause
    throw new AppError('CLUSTER_UNREACHABLE', 'The console does not answer. Is it still running?', { cause })
  })
  if (!response.ok) throw await problemOf(response)
  const answer = endpoint.output.safeParse(await response.json())
  if (answer.success) return answer.data
  throw new AppError(
    'INTERNAL',
    'The console answered in a way this page does not know. Reload the page: it may be older.',
    {
      cause: answer.error,
    },
  )
}

/** The problem an error answer carries. */
export async function problemOf(response: Response): Promise<AppError> {
  const { Problem } = await problemContract()
  const body = Problem.safeParse(await response.json().catch(() => null))
  if (!body.success) return new AppError('INTERNAL', `The console answered ${response.status} without saying why.`)
  const { code, detail, issues, requestId } = body.data
  return new AppError(code, detail, { requestId, ...(issues ? { issues } : {}) })
}
