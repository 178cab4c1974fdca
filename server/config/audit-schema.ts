import { z } from 'zod'
import { hostPort } from './host-port.ts'
import { SecretUrl } from './secret-url.ts'
import { SecretValue } from './secret-value.ts'
import { Tls } from './tls-schema.ts'

const HeaderName = z.string().regex(/^[A-Za-z0-9-]{1,80}$/, 'a header name is expected')

/** Where audit records go beside the audit topic, so that who administers the cluster cannot remove them. */
const AuditSink = z.discriminatedUnion('kind', [
  /** JSON lines on standard output. */
  z.strictObject({ kind: z.literal('stdout') }),
  z.strictObject({
    kind: z.literal('webhook'),
    url: SecretUrl,
    headers: z.record(HeaderName, SecretValue).default({}),
  }),
  /** RFC 5424 over TCP or TLS. */
  z.strictObject({ kind: z.literal('syslog'), address: hostPort('syslog.example.com:6514'), tls: Tls.default(false) }),
])
export type AuditSink = z.output<typeof AuditSink>

/** `required`: what cannot be recorded is refused; the default depends on the environment. */
export const Audit = z.strictObject({ required: z.boolean().optional(), sink: AuditSink.optional() })

/** The audit of one cluster, defaults filled in. */
export interface AuditSettings {
  required: boolean
  sink: AuditSink | null
}

/** Production environments, by how their name begins, may not be changed without a record unless the configuration says so. */
export function auditSettings({ required, sink }: z.output<typeof Audit>, environment: string): AuditSettings {
  return { required: required ?? /^prod/i.test(environment), sink: sink ?? null }
}
