import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

const IDLE_MS = 60_000

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  /** The client was found waiting for the console: its time begins when the console goes on, which no timer sees. */
  excused?: boolean
}

/**
 * Ends connections whose client neither sends the rest of its body nor takes what is there for it for a minute. There is no limit on a
 * whole request (`requestTimeout`): an import over a slow line takes as long as it takes, and an answer may take long to make.
 */
export function limitIdle(server: Server, idleMs = IDLE_MS): void {
  server.requestTimeout = 0
  const exchanges = new WeakMap<Socket, Exchange>()
  server.on('request', (request, response) => void exchanges.set(request.socket, { request, response }))
  // A timer of Node's that starts anew with every byte that is read or written.
  server.setTimeout(idleMs, (socket: Socket) => {
    const exchange = exchanges.get(socket)
    if (!exchange) return void socket.destroy()
    const isIdle = clientIsIdle(exchange)
    if (isIdle && !exchange.excused) return void socket.destroy()
    exchange.excused = !isIdle
    socket.setTimeout(idleMs)
  })
}

function clientIsIdle({ request, response }: Exchange): boolean {
  if (response.writableFinished) return true
  const takesNothing = response.writableLength > 0 || (response.socket?.writableLength ?? 0) > 0
  // Where the console itself reads no further, bytes wait for it or it has paused the request.
  const sendsNothing = !request.complete && request.readableLength === 0 && !request.isPaused()
  return takesNothing || sendsNothing
}
