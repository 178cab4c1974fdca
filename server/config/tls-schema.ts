import { z } from 'zod'
import { SecretValue } from './secret-value.ts'

export const TlsFiles = z.strictObject({
  ca: z.string().optional(),
  cert: z.string().optional(),
  key: SecretValue.optional(),
  passphrase: SecretValue.optional(),
  serverName: z.string().optional(),
})

export const Tls = z.union([z.boolean(), TlsFiles])
