import { isIPv6 } from 'node:net'

const ADDRESS = 'address:'

/** The key of people who did not sign in: those behind one proxy share it, and a host has all of its IPv6 network of 64 bits (RFC 4291). */
export function addressKey(address: string | null): string {
  const text = address?.replace(/^::ffff:(?=\d+\.)/, '') ?? 'unknown'
  return `${ADDRESS}${isIPv6(text) ? network(text) : text}`
}

function network(address: string): string {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length
  const whole = [...groups, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...after]
  return `${whole
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

/** A reserve for others is kept of everything that one address may take. */
const RESERVE = 0.1

export function isAddress(user: string): boolean {
  return user.startsWith(ADDRESS)
}

export interface Limit {
  /** Of one person who signed in. */
  perUser: number
  /** Of one address; all but a reserve where it is not given, because many people may be behind it. */
  perAddress?: number
  /** Of all together. */
  all: number
}

/** How much one user may take. */
export function shareOf(user: string, { perUser, perAddress, all }: Limit): number {
  if (!isAddress(user)) return Math.min(perUser, all)
  const reserve = Math.max(1, Math.floor(all * RESERVE))
  return Math.min(all, perAddress ?? Math.max(1, all - reserve))
}
