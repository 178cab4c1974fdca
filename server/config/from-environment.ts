import type { Environment } from './environment.ts'

/**
 * The one cluster that environment variables describe, in the shape of tailrace.yaml; null when TAILRACE_BROKERS is not set.
 * Files are named by path: TAILRACE_TLS_CA, TAILRACE_TLS_CERT, TAILRACE_TLS_KEY, TAILRACE_SASL_PASSWORD_FILE,
 * TAILRACE_SECRET_FILE, TAILRACE_SCHEMA_REGISTRY_CA, TAILRACE_SCHEMA_REGISTRY_PASSWORD_FILE, TAILRACE_SCHEMA_REGISTRY_TOKEN_FILE.
 */
export function configFromEnvironment(env: Environment): unknown {
  const brokers = env['TAILRACE_BROKERS']
  if (!brokers) return null
  const tlsFiles = given({
    caFile: env['TAILRACE_TLS_CA'],
    certFile: env['TAILRACE_TLS_CERT'],
    keyFile: env['TAILRACE_TLS_KEY'],
    passphrase: env['TAILRACE_TLS_KEY_PASSPHRASE'],
    serverName: env['TAILRACE_TLS_SERVER_NAME'],
  })
  const sasl = given({
    mechanism: env['TAILRACE_SASL_MECHANISM']?.toLowerCase(),
    username: env['TAILRACE_SASL_USERNAME'],
    password: env['TAILRACE_SASL_PASSWORD'],
    passwordFile: env['TAILRACE_SASL_PASSWORD_FILE'],
  })
  const tails = given({
    viewersPerCluster: whole(env['TAILRACE_TAILS_VIEWERS_PER_CLUSTER']),
    viewersPerUser: whole(env['TAILRACE_TAILS_VIEWERS_PER_USER']),
    bytesPerSecond: whole(env['TAILRACE_TAILS_BYTES_PER_SECOND']),
  })
  const auth = given({ secretFile: env['TAILRACE_SECRET_FILE'], anonymousRoles: configuredRoles(env) })
  const audit = given({ required: flag(env['TAILRACE_AUDIT_REQUIRED']), sink: sinkOf(env) })
  return given({
    tails,
    auth: Object.keys(auth).length > 0 ? auth : undefined,
    publicAddresses: list(env['TAILRACE_PUBLIC_ADDRESSES']),
    clusters: [
      given({
        id: env['TAILRACE_CLUSTER_ID'],
        name: env['TAILRACE_CLUSTER_NAME'] ?? 'Kafka',
        environment: env['TAILRACE_ENVIRONMENT'],
        colour: env['TAILRACE_COLOUR'],
        readOnly: flag(env['TAILRACE_READ_ONLY']),
        sampleSeconds: number(env['TAILRACE_SAMPLE_SECONDS']),
        brokers: list(brokers),
        tls: Object.keys(tlsFiles).length > 0 ? tlsFiles : flag(env['TAILRACE_TLS']),
        sasl: Object.keys(sasl).length > 0 ? sasl : undefined,
        schemaRegistry: env['TAILRACE_SCHEMA_REGISTRY'] ? registryOf(env) : undefined,
        audit: Object.keys(audit).length > 0 ? audit : undefined,
      }),
    ],
  })
}

function registryOf(env: Environment): Record<string, unknown> {
  const tls = given({ caFile: env['TAILRACE_SCHEMA_REGISTRY_CA'] })
  return given({
    url: env['TAILRACE_SCHEMA_REGISTRY'],
    username: env['TAILRACE_SCHEMA_REGISTRY_USERNAME'],
    password: env['TAILRACE_SCHEMA_REGISTRY_PASSWORD'],
    passwordFile: env['TAILRACE_SCHEMA_REGISTRY_PASSWORD_FILE'],
    token: env['TAILRACE_SCHEMA_REGISTRY_TOKEN'],
    tokenFile: env['TAILRACE_SCHEMA_REGISTRY_TOKEN_FILE'],
    tls: Object.keys(tls).length > 0 ? tls : undefined,
  })
}

/** `stdout`; the others have settings, for which there is the configuration file. */
function sinkOf(env: Environment): Record<string, unknown> | undefined {
  const kind = env['TAILRACE_AUDIT_SINK']
  return kind ? { kind } : undefined
}

function given(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined && value !== ''))
}

/** What everybody may do, by the environment. */
export function configuredRoles(env: Environment): string[] | undefined {
  return list(env['TAILRACE_ANONYMOUS_ROLES'])
}

function list(text: string | undefined): string[] | undefined {
  return text
    ?.split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** A whole number; anything else stays text, for the same reason as below. */
function whole(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : text
}

/** `true` and `false` as booleans; anything else stays text, so that the schema names the key it stands in. */
function flag(text: string | undefined): boolean | string | undefined {
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  return text
}

/** Anything but a number stays text, so that the schema names the key it stands in. */
function number(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : text
}
