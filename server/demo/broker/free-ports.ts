import { createServer } from 'node:net'
import { AppError } from '#lib/errors.ts'

/**
 * Below the range from which systems take the ports of outgoing connections (32768 on Linux, 49152 on macOS): a stopped broker finds its port
 * free again, and a client that keeps dialling a dead loopback port cannot connect to itself.
 */
const LOWEST = 20_000
const HIGHEST = 32_000

/** Distinct loopback TCP ports that nothing listens on at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  for (let tries = 0; ports.size < count; tries++) {
    if (tries > 1000) throw new Error('No free TCP port was found on 127.0.0.1.')
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (!ports.has(port) && (await isPortFree(port))) ports.add(port)
  }
  return [...ports]
}

/** Whether a server could listen on this port of `host` now. */
export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host }, () => server.close(() => resolve(true)))
  })
}

/**
 * The first free port of 127.0.0.1 from `preferred` on.
 * @throws AppError CONFLICT when 100 in a row are taken
 */
export async function nextFreePort(preferred: number): Promise<number> {
  for (let port = preferred; port < Math.min(preferred + 100, 65_536); port++) if (await isPortFree(port)) return port
  throw new AppError(
    'CONFLICT',
    `The ports of 127.0.0.1 from ${preferred} on are all taken. Free one, or set PORT to another number.`,
  )
}
