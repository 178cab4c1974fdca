import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { peerAddress, setPeerAddress } from './peer-address.ts'

it('is the address of the socket, whatever the client claims', async () => {
  const server = createServer((request, response) => {
    setPeerAddress(request)
    const raw = request.rawHeaders.filter((_, at) => request.rawHeaders[at - 1]?.toLowerCase() === 'x-tailrace-peer')
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    response.end(JSON.stringify({ address: peerAddress(headers), raw }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const answer = await fetch(url, { headers: { 'X-Tailrace-Peer': '10.1.2.3' } })
  expect(await answer.json()).toEqual({ address: '127.0.0.1', raw: ['127.0.0.1'] })
  server.closeAllConnections()
  server.close()
})

it('is unknown where no server set it', () => {
  expect(peerAddress(new Headers())).toBeNull()
})
