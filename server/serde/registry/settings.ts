import { trimEnd } from '#lib/format/trim-end.ts'
import type { ClusterConfig } from '#server/config/schema.ts'

/**
 * Where a schema registry is and how to get in, as plain values that can be sent to a worker thread. They hold secrets in the clear: never
 * log them.
 */
export interface RegistrySettings {
  /** Without user and password; with the path that its routes stand under (Apicurio: /apis/ccompat/v7). */
  url: string
  authorization: string | null
  tls: { ca?: string; cert?: string; key?: string; passphrase?: string; servername?: string }
}

export function registrySettings(config: ClusterConfig['schemaRegistry']): RegistrySettings | null {
  if (!config) return null
  const url = new URL(config.url)
  const username = config.username ?? decodeURIComponent(url.username)
  const password = config.password?.reveal() ?? decodeURIComponent(url.password)
  const token = config.token?.reveal()
  url.username = ''
  url.password = ''
  const basic = username === '' ? null : `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const { ca, cert, key, passphrase, serverName } = config.tls ?? {}
  return {
    url: trimEnd(url.href, '/'),
    authorization: token === undefined ? basic : `Bearer ${token}`,
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key: key.reveal() }),
      ...(passphrase === undefined ? {} : { passphrase: passphrase.reveal() }),
      ...(serverName === undefined ? {} : { servername: serverName }),
    },
  }
}
