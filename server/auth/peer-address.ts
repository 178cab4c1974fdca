import type { IncomingMessage } from 'node:http'

/** Next.js hands routes a web Request, which knows no socket: the address travels in this header, set by main.ts alone. */
const HEADER = 'x-tailrace-peer'

/** Replaces whatever the client sent under this name by the address of the socket. */
export function setPeerAddress(request: IncomingMessage): void {
  request.headers[HEADER] = request.socket.remoteAddress ?? ''
  for (let at = request.rawHeaders.length - 2; at >= 0; at -= 2)
    if (request.rawHeaders[at]?.toLowerCase() === HEADER) request.rawHeaders.splice(at, 2)
  request.rawHeaders.push(HEADER, request.headers[HEADER])
}

/** The address of the peer, as `setPeerAddress` left it; null outside of `npm start`. */
export function peerAddress(headers: Headers): string | null {
  return headers.get(HEADER) || null
}
