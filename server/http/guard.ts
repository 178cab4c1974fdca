import { AppError } from '#lib/errors.ts'

/** All other methods take work or change something, whatever the route: the page of another site must not cause it. */
const READS = new Set(['GET', 'HEAD'])
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * Whether a Host header names this console: a configured public address, with or without the default port of its protocol, or loopback, unless
 * TAILRACE_LOOPBACK is `false`. Anything else is a page of somebody else's that has its name resolved to this machine (DNS rebinding).
 */
export function isOwnHost(host: string | null | undefined, publicAddresses: string[]): boolean {
  if (!host) return false
  const name = host.toLowerCase()
  const isLoopback = LOOPBACK.has(name.replace(/:\d+$/, ''))
  if (isLoopback && process.env['TAILRACE_LOOPBACK'] !== 'false') return true
  return publicAddresses.some((address) => hostsOf(new URL(address)).includes(name))
}

/** A browser leaves out the default port of the address it opens, other clients send it. */
function hostsOf({ protocol, hostname, port, host }: URL): string[] {
  return port === '' ? [host, `${hostname}:${protocol === 'https:' ? 443 : 80}`] : [host]
}

/**
 * Refuses what no page of this console would send. Scripts, which send neither Origin nor Sec-Fetch-Site, pass.
 * @throws AppError MISDIRECTED for a foreign Host, FORBIDDEN for another site's request
 */
export function guardRequest(headers: Headers, options: { method: string; publicAddresses: string[] }): void {
  const host = headers.get('host')
  if (!isOwnHost(host, options.publicAddresses)) {
    throw new AppError(
      'MISDIRECTED',
      `${host ?? 'This host'} is not an address of this console: add it to publicAddresses.`,
    )
  }
  if (headers.get('sec-fetch-site') === 'cross-site') {
    throw new AppError('FORBIDDEN', 'Requests from other sites are refused.')
  }
  const origin = headers.get('origin')
  if (!READS.has(options.method) && origin !== null && !isOwnOrigin(origin, host, options.publicAddresses)) {
    throw new AppError('FORBIDDEN', 'Requests other than reads are only accepted from pages of this console.')
  }
}

function isOwnOrigin(origin: string, host: string | null, publicAddresses: string[]): boolean {
  if (!URL.canParse(origin)) return false
  const parsed = new URL(origin)
  return (
    parsed.host === host?.toLowerCase() || publicAddresses.some((address) => new URL(address).origin === parsed.origin)
  )
}
