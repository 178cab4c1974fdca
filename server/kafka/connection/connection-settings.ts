import type { ClusterConfig } from '#server/config/schema.ts'
import type { FrameMemory } from './frame-memory.ts'

export interface Address {
  host: string
  port: number
}

/** How to reach the nodes of one cluster; the same for all of them. */
export type ConnectionSettings = Pick<ClusterConfig, 'tls' | 'sasl'> & {
  /** For connections that read much: see `frame-socket.ts`. Without TLS only. */
  frameMemory?: FrameMemory
}

export const CONNECT_TIMEOUT_MS = 3_000
export const REQUEST_TIMEOUT_MS = 10_000
export const CLIENT_ID = 'tailrace'

export function addressText({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
