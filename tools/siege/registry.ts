import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A schema registry without a subject that takes every schema for compatible: what it says costs the console nothing. */
export async function startRegistry(): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const compatible = request.url?.includes('/compatibility/')
      const body = compatible ? { is_compatible: true } : { error_code: 40401, message: 'Subject not found.' }
      response.writeHead(compatible ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
