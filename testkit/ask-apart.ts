import { Worker } from 'node:worker_threads'

export interface Taken {
  status: number
  bytes: number
  /** The first 2,000 characters of the answer. */
  start: string
  ms: number
}

/** The client's side, which must not count to the event loop of the server under test: it reads answers to their end and counts their bytes. */
const CLIENT = `
const { parentPort, workerData } = require('node:worker_threads')
Promise.all(
  workerData.map(async (url) => {
    const started = performance.now()
    const response = await fetch(url)
    let bytes = 0
    let start = ''
    for await (const chunk of response.body ?? []) {
      if (start.length < 2000) start += Buffer.from(chunk).toString().slice(0, 2000 - start.length)
      bytes += chunk.length
    }
    return { status: response.status, bytes, start, ms: performance.now() - started }
  }),
).then((all) => parentPort.postMessage(all))
`

/** Asks for all of these at once, in a thread. */
export async function askApart(urls: readonly string[]): Promise<Taken[]> {
  const thread = new Worker(CLIENT, { eval: true, workerData: urls })
  return new Promise((resolve, reject) => {
    thread.once('message', (all: Taken[]) => resolve(all))
    thread.once('error', reject)
  })
}
