import { z } from 'zod'
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi'
import type { Endpoint } from '#lib/contract/endpoint.ts'
import { endpoints } from '#lib/contract/endpoints.ts'
import { ErrorCode, Problem } from '#lib/contract/problem.ts'
import { STATUS } from '#lib/errors.ts'
import { RawResponse } from './route.ts'

const DESCRIPTION = [
  'Offsets are decimal strings, timestamps milliseconds since the epoch, sizes bytes.',
  'A path parameter that would not survive the way through browsers and proxies (empty, "." or "..", beginning with "~", holding "/", "\\\\", "%"',
  'or control characters, white space at an end) is written as "~" and the base64url of its UTF-8 bytes without padding:',
  'the group with the empty id is /groups/~, "." is /groups/~Lg, "a/b" is /groups/~YS9i. Percent-encoding is understood for all others.',
].join(' ')

const JSON_TYPE = 'application/json'

let document: Uint8Array<ArrayBuffer> | undefined

/** The document as JSON, written at the first call and kept: making it takes a tenth of a second. */
export async function getOpenApi(): Promise<RawResponse> {
  document ??= new TextEncoder().encode(JSON.stringify(openApiDocument()))
  const headers = { 'content-type': JSON_TYPE, 'cache-control': 'no-store' }
  return new RawResponse(new Response(document, { headers }))
}

/** The contract as an OpenAPI 3.1 document. */
export function openApiDocument(): unknown {
  const paths: ZodOpenApiPathsObject = {}
  for (const endpoint of endpoints) {
    const path = (paths[`/api/v1${endpoint.path}`] ??= {})
    path[endpoint.method.toLowerCase() as 'get'] = operationOf(endpoint)
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Tailrace',
      version: '1',
      description: DESCRIPTION,
    },
    paths,
  })
}

function operationOf(endpoint: Endpoint) {
  const params = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, z.string()] as const)
  return {
    summary: endpoint.summary,
    ...(endpoint.permission ? { description: `Needs the permission ${endpoint.permission}.` } : {}),
    requestParams: {
      ...(params.length > 0 ? { path: z.object(Object.fromEntries(params)) } : {}),
      ...(isObject(endpoint.query) ? { query: endpoint.query } : {}),
    },
    ...(endpoint.method !== 'GET'
      ? { requestBody: { content: { [endpoint.bodyType]: { schema: bodySchema(endpoint) } } } }
      : {}),
    responses: responsesOf(endpoint),
  } as const
}

function bodySchema({ bodyType, body }: Endpoint): z.ZodType {
  return bodyType === JSON_TYPE ? body : z.string()
}

interface Described {
  description: string
  content: Record<string, { schema: z.ZodType }>
}

function responsesOf(endpoint: Endpoint): Record<`${number}`, Described> {
  const responses: Record<`${number}`, Described> = { ...problems(), [`${endpoint.status}`]: success(endpoint) }
  for (const { status = endpoint.status, type = JSON_TYPE, schema } of endpoint.others) {
    const { description = endpoint.summary, content = {} } = responses[`${status}`] ?? {}
    responses[`${status}`] = { description, content: { ...content, [type]: { schema } } }
  }
  return responses
}

function success({ summary, events, output, outputType }: Endpoint): Described {
  if (!events) return { description: summary, content: { [outputType]: { schema: output } } }
  const each = Object.entries(events).map(([event, data]) => z.object({ event: z.literal(event), data }))
  return { description: `${summary}. Server-sent events.`, content: { 'text/event-stream': { schema: z.union(each) } } }
}

/** One response per status, naming the codes that travel with it. */
function problems() {
  const byStatus = Map.groupBy(ErrorCode.options, (code) => STATUS[code])
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      { description: codes.join(', '), content: { 'application/problem+json': { schema: Problem } } },
    ]),
  )
}

function isObject(schema: z.ZodType): schema is z.ZodObject {
  return schema instanceof z.ZodObject && Object.keys(schema.shape).length > 0
}
