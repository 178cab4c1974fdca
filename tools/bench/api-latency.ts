import { Agent, get } from 'node:http'
import { percentiles, type Percentiles } from './percentiles.ts'

const WARM_UP = 50
const SAMPLES = 400

/** Latency of a GET over a kept-alive connection, body read to its end. @throws Error when an answer is not 200 */
export async function apiLatency(url: string): Promise<Percentiles> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const timesMs: number[] = []
  for (let index = 0; index < WARM_UP + SAMPLES; index += 1) {
    const start = performance.now()
    await ask(url, agent)
    if (index >= WARM_UP) timesMs.push(performance.now() - start)
  }
  agent.destroy()
  return percentiles(timesMs)
}

async function ask(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`))
      response.on('end', resolve).on('error', reject).resume()
    }).on('error', reject)
  })
}
