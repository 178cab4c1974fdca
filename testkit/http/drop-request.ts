import { type IncomingMessage, request as ask } from 'node:http'

/** A request as data. Of a body only the beginning is sent, unless it is `whole`. */
export interface Asked {
  path: string
  method?: 'GET' | 'POST'
  body?: { type: string; text: string; whole: boolean }
}

/** Asks and leaves after `afterMs`, whatever has come by then. */
export async function dropRequest(base: string, asked: Asked | string, afterMs: number): Promise<void> {
  const { path, method = 'GET', body } = typeof asked === 'string' ? { path: asked } : asked
  await new Promise<void>((resolve) => {
    const headers = body ? { 'content-type': body.type } : {}
    const request = ask(`${base}${path}`, { agent: false, method, headers }, (response: IncomingMessage) =>
      response.resume().on('error', () => undefined),
    )
    request.on('error', () => undefined).on('close', resolve)
    if (body && !body.whole) request.write(body.text)
    else request.end(body?.text)
    setTimeout(() => request.destroy(), afterMs)
  })
}

/** Asks and reads nothing of the answer beyond what the socket takes by itself, until `signal` is aborted. */
export async function unreadRequest(url: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = ask(url, { agent: false, signal }, (response) =>
      resolve(response.pause().on('error', () => undefined)),
    )
    request.on('error', reject).end()
  })
}
