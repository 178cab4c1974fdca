import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, test } from 'vitest'
import { endpoints } from '#lib/contract/endpoints.ts'
import { getOpenApi, openApiDocument } from './openapi.ts'

const ROUTES = join(import.meta.dirname, '../../app/api/v1')

interface Described {
  paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, unknown> }> }>>
}

const documentOf = () => JSON.parse(JSON.stringify(openApiDocument())) as Described

function routeFiles(): string[] {
  return readdirSync(ROUTES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('route.ts'))
}

test('the document describes every endpoint with its errors', () => {
  const document = documentOf()
  for (const { path, method } of endpoints) {
    const operation = document.paths[`/api/v1${path}`]?.[method.toLowerCase()]
    expect(operation, `${method} ${path}`).toBeDefined()
    expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining(['400', '403', '404', '501', '503']))
  }
})

/** Answers beside the ordinary one, as they stand on the wire. */
const OTHER_ANSWERS = [
  ['/clusters/{cluster}/groups/{group}/offsets', 'get', '200', 'text/csv'],
  ['/clusters/{cluster}/topics/{topic}/messages/{partition}/{offset}', 'get', '200', 'application/octet-stream'],
  ['/clusters/{cluster}/topics/{topic}/export', 'get', '200', 'text/csv'],
  ['/clusters/{cluster}/replays/{replay}/records/export', 'get', '200', 'application/x-ndjson'],
  ['/clusters/{cluster}/replays/{replay}/records/export', 'get', '200', 'text/csv'],
  ['/clusters/{cluster}/replays', 'post', '200', 'application/json'],
  ['/clusters/{cluster}/replays', 'post', '202', 'application/json'],
  ['/ready', 'get', '503', 'application/json'],
  ['/ready', 'get', '503', 'application/problem+json'],
] as const

it.each(OTHER_ANSWERS)('%s %s documents %s %s', (path, method, status, type) => {
  const { paths } = documentOf()
  expect(paths[`/api/v1${path}`]?.[method]?.responses[status]?.content).toHaveProperty([type])
})

it('every operation documents what is answered before it is reached', () => {
  for (const [path, operations] of Object.entries(documentOf().paths))
    for (const [method, { responses }] of Object.entries(operations))
      expect(Object.keys(responses), `${method} ${path}`).toEqual(expect.arrayContaining(['405', '408', '421', '431']))
})

it('every stream documents the problem that may end it', () => {
  const { paths } = documentOf()
  for (const { path, method } of endpoints.filter(({ events }) => events !== null))
    expect(
      JSON.stringify(paths[`/api/v1${path}`]?.[method.toLowerCase()]?.responses['200']),
      `${method} ${path}`,
    ).toContain('"problem"')
})

test('the document is made once, and its text with it', async () => {
  const text = await (await getOpenApi()).response.text()
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(openApiDocument())))
  const before = process.cpuUsage()
  for (let times = 0; times < 20; times += 1)
    expect((await (await getOpenApi()).response.bytes()).length).toBeGreaterThan(100_000)
  const { user } = process.cpuUsage(before)
  expect(user / 1000).toBeLessThan(400)
})

test('every endpoint has its route where its path says, and no route is without an endpoint', () => {
  const expected = new Set(endpoints.map(({ path }) => `${path.slice(1).replaceAll(/\{(\w+)\}/g, '[$1]')}/route.ts`))
  expect(new Set(routeFiles())).toEqual(expected)
})

test('a route file holds nothing but route() and streamRoute() calls', () => {
  for (const file of routeFiles()) {
    const source = readFileSync(join(ROUTES, file), 'utf8')
    const statements = source
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('import ') && !line.startsWith('export const dynamic'))
    expect(source.split('\n').length, file).toBeLessThanOrEqual(20)
    expect(
      statements.every((line) =>
        /^(export const (GET|POST|PUT|PATCH|DELETE) = (route|streamRoute)\(|\s|\)|\/)/.test(line),
      ),
      file,
    ).toBe(true)
  }
})
