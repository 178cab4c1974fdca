import { get, type IncomingMessage } from 'node:http'

/** Asks and leaves after `afterMs`, whatever has come by then. */
export async function dropRequest(url: string, afterMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const request = get(url, { agent: false }, (response: IncomingMessage) =>
      response.resume().on('error', () => undefined),
    )
    request.on('error', () => undefined).on('close', resolve)
    setTimeout(() => request.destroy(), afterMs)
  })
}

/** Asks and reads nothing of the answer beyond what the socket takes by itself, until `signal` is aborted. */
export async function unreadRequest(url: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false, signal }, (response) => resolve(response.pause().on('error', () => undefined))).on(
      'error',
      reject,
    )
  })
}
