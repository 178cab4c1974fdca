import { request as ask, type ClientRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** Where an attack goes to. Each comes from an address of its own, as from a client of its own. */
export interface Target {
  port: number
  /** The path of the cluster's routes. */
  api: string
  localAddress: string | undefined
}

export interface Asked {
  path: string
  method?: 'GET' | 'POST'
  type?: string
  body?: string | Buffer
  /** Leaves after so long, whatever has come by then. */
  leaveAfterMs?: number
  /** Reads nothing of the answer. */
  unread?: boolean
  /** Declares so many bytes of body and sends what `body` is. */
  declaredBytes?: number
}

/** What came of a request: its status, `left` where it was given up before an answer began, or `broken`. */
export async function attack(target: Target, asked: Asked): Promise<string> {
  const { path, method = 'GET', type = 'application/json', body, leaveAfterMs = 20_000, unread, declaredBytes } = asked
  return new Promise((resolve) => {
    let outcome = 'broken'
    const headers = body === undefined ? {} : { 'content-type': type, 'content-length': declaredBytes ?? body.length }
    const options = { host: '127.0.0.1', port: target.port, path, method, headers, agent: false as const }
    const from = target.localAddress === undefined ? {} : { localAddress: target.localAddress }
    const request: ClientRequest = ask({ ...options, ...from }, (response: IncomingMessage) => {
      outcome = String(response.statusCode)
      response.on('error', () => undefined)
      if (unread) response.pause()
      else response.resume()
    })
    const timer = setTimeout(() => {
      if (outcome === 'broken') outcome = 'left'
      request.destroy()
    }, leaveAfterMs)
    request.on('error', () => undefined)
    request.on('close', () => {
      clearTimeout(timer)
      resolve(outcome)
    })
    if (body !== undefined) request.write(body)
    if (declaredBytes === undefined) request.end()
  })
}

/** Headers that never end, one more of them every second. */
export async function slowHeaders({ port, localAddress }: Target, forMs: number): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, ...(localAddress === undefined ? {} : { localAddress }) })
  let open = true
  socket.on('error', () => undefined).on('close', () => (open = false))
  socket.write(`GET /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`)
  const until = Date.now() + forMs
  for (let at = 0; open && Date.now() < until; at += 1) {
    socket.write(`X-${at}: x\r\n`)
    await delay(1_000)
  }
  const outcome = open ? 'held' : 'closed'
  socket.destroy()
  return outcome
}
