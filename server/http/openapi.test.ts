import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { endpoints } from '#lib/contract/endpoints.ts'
import { getOpenApi, openApiDocument } from './openapi.ts'

const ROUTES = join(import.meta.dirname, '../../app/api/v1')

function routeFiles(): string[] {
  return readdirSync(ROUTES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('route.ts'))
}

test('the document describes every endpoint with its errors', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument())) as {
    paths: Record<string, Record<string, { responses: object }>>
  }
  for (const { path, method } of endpoints) {
    const operation = document.paths[`/api/v1${path}`]?.[method.toLowerCase()]
    expect(operation, `${method} ${path}`).toBeDefined()
    expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining(['400', '403', '404', '501', '503']))
  }
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
