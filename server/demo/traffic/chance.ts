import { randomBytes } from 'node:crypto'

/** True in `share` of all calls. */
export function chance(share: number): boolean {
  return Math.random() < share
}

export function between(low: number, high: number): number {
  return low + Math.floor(Math.random() * (high - low + 1))
}

export function pick<const T extends readonly [unknown, ...unknown[]]>(items: T): T[number] {
  return items[between(0, items.length - 1)]
}

export function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex')
}
