import type { ConnectionOptions } from 'node:tls'
import type { ClusterConfig } from '#server/config/schema.ts'

/** What is configured of TLS as Node takes it. */
export function tlsOptions(settings: Exclude<ClusterConfig['tls'], false>): ConnectionOptions {
  if (settings === true) return {}
  const { ca, cert, key, passphrase, serverName } = settings
  return {
    ...(ca ? { ca } : {}),
    ...(cert ? { cert } : {}),
    ...(key ? { key: key.reveal() } : {}),
    ...(passphrase ? { passphrase: passphrase.reveal() } : {}),
    ...(serverName ? { servername: serverName } : {}),
  }
}
