import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'
import { RegistryClient } from './registry-client.ts'

const server = createServer((request, response) => {
  const status = Number(request.url?.slice(1))
  const message = status === 418 ? 'Schema text "x" is not valid JSON.' : undefined
  response.writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' })
  response.end(message === undefined ? '' : JSON.stringify({ error_code: 1, message }))
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const client = new RegistryClient({ url, authorization: null, tls: {} })
afterAll(() => {
  client.close()
  server.close()
})

const refusal = async (status: number) => {
  const error = await client.get(`/${status}`, z.unknown()).catch((thrown: unknown) => thrown)
  return error instanceof Error ? error.message.replace(url.slice(7), 'HOST') : ''
}

it('a status without words is named once', async () => {
  expect(await refusal(302)).toBe('The schema registry at HOST refused: HTTP 302.')
  expect(await refusal(405)).toBe('The schema registry at HOST refused: HTTP 405.')
})

it('words that end with a period keep one', async () => {
  expect(await refusal(418)).toBe('The schema registry at HOST refused (HTTP 418): Schema text "x" is not valid JSON.')
})
