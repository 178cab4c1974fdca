import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { LineCounter, parseDocument, type Document } from 'yaml'
import { mistakesOf } from './alerts-schema.ts'
import { auditSettings } from './audit-schema.ts'
import { ConfigError } from './config-error.ts'
import type { Environment } from './environment.ts'
import { configFromEnvironment, configuredRoles } from './from-environment.ts'
import { resolveReferences } from './resolve-references.ts'
import { ConfigFile, type Config } from './schema.ts'

const COLOURS: Record<string, string> = { production: 'red', staging: 'amber', test: 'blue', development: 'green' }

/**
 * The configuration: TAILRACE_CONFIG or ./tailrace.yaml, else the environment (TAILRACE_BROKERS …).
 * @throws ConfigError that names the file, the line and the key, or says how to configure when nothing is
 */
export function loadConfig(env: Environment = process.env, folder: string = process.cwd()): Config {
  const named = env['TAILRACE_CONFIG']
  const file = resolve(folder, named ?? 'tailrace.yaml')
  if (existsSync(/* turbopackIgnore: true */ file)) {
    if (env['TAILRACE_BROKERS'] && !named) {
      throw new ConfigError(
        `Both ${file} and TAILRACE_BROKERS are there: remove one of them, or name the file in TAILRACE_CONFIG.`,
      )
    }
    return fromFile(file, env)
  }
  if (named) throw new ConfigError(`TAILRACE_CONFIG names ${file}, which does not exist.`)
  const described = configFromEnvironment(env)
  if (described === null) {
    throw new ConfigError(
      'No cluster is configured. Set TAILRACE_BROKERS=host:port,… or write tailrace.yaml (see README.md). `npm run demo` needs no configuration.',
    )
  }
  const where = (path: PropertyKey[]) => `environment: ${variableOf(path)}`
  return parse(resolveReferences(described, { file, env, where }), { where, file })
}

function fromFile(file: string, env: Environment): Config {
  const lines = new LineCounter()
  const document = parseDocument(readFileSync(/* turbopackIgnore: true */ file, 'utf8'), {
    lineCounter: lines,
    prettyErrors: false,
  })
  const [mistake] = document.errors
  if (mistake) throw new ConfigError(`${file}:${lines.linePos(mistake.pos[0]).line}: ${mistake.message}`)
  const where = (path: PropertyKey[]) => `${file}:${lineOf(document, lines, path)}: ${path.join('.') || 'the file'}`
  return parse(resolveReferences(withRoles(document.toJS(), env), { file, env, where }), { where, file })
}

/** Who starts the console may say what everybody may do; what the file says stands. */
function withRoles(described: unknown, env: Environment): unknown {
  const roles = configuredRoles(env)
  const isMap = typeof described === 'object' && described !== null && !Array.isArray(described)
  if (!roles || !isMap || 'anonymousRoles' in described) return described ?? {}
  const { auth } = described as { auth?: object | null }
  return { ...described, auth: { anonymousRoles: roles, ...auth } }
}

interface Source {
  where: (path: PropertyKey[]) => string
  /** The configuration file, beside which the key ring is by default. */
  file: string
}

function parse(value: unknown, { where, file }: Source): Config {
  const result = ConfigFile.safeParse(value)
  if (!result.success) {
    throw new ConfigError(
      result.error.issues
        .map((issue) => {
          const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined
          return unknown === undefined
            ? `${where(issue.path)}: ${issue.message}`
            : `${where([...issue.path, unknown])}: this key is not known`
        })
        .join('\n'),
    )
  }
  const seen = new Set<string>()
  const clusters = result.data.clusters.map((cluster, index) => {
    const id = cluster.id ?? idOf(cluster.name)
    if (seen.has(id)) throw new ConfigError(`${where(['clusters', index, 'id'])}: two clusters have the id ${id}`)
    seen.add(id)
    const colour = cluster.colour ?? COLOURS[cluster.environment.toLowerCase()] ?? 'grey'
    return { ...cluster, id, colour, audit: auditSettings(cluster.audit, cluster.environment) }
  })
  const mistakes = mistakesOf(result.data.alerts, seen)
  if (mistakes.length > 0)
    throw new ConfigError(mistakes.map(({ path, message }) => `${where(path)}: ${message}`).join('\n'))
  const { cluster: keeper } = result.data.state
  if (keeper !== undefined && !seen.has(keeper))
    throw new ConfigError(`${where(['state', 'cluster'])}: there is no cluster ${keeper}`)
  const { anonymousRoles } = result.data
  if (anonymousRoles && hasAnonymousRoles(value))
    throw new ConfigError(`${where(['anonymousRoles'])}: auth.anonymousRoles is there, too: remove this one`)
  const auth = {
    anonymousRoles: anonymousRoles ?? result.data.auth.anonymousRoles,
    secretFile: resolve(dirname(file), result.data.auth.secretFile),
  }
  return { ...result.data, auth, clusters }
}

/** Whether the key stands under `auth`, before defaults were put in. */
function hasAnonymousRoles(described: unknown): boolean {
  const { auth } = described as { auth?: object }
  return auth !== undefined && 'anonymousRoles' in auth
}

function idOf(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 63) || 'kafka'
  )
}

/** The line of the deepest part of a path that stands in the file. A key that came from a file is found under `<key>File`. */
function lineOf(document: Document, lines: LineCounter, path: PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const part = path.slice(0, length)
    const node = nodeAt(document, part) ?? nodeAt(document, [...part.slice(0, -1), `${String(part.at(-1))}File`])
    if (node !== undefined) return lines.linePos(node).line
  }
  return 1
}

function nodeAt(document: Document, path: PropertyKey[]): number | undefined {
  const node: unknown = document.getIn(path, true)
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined
  const [start] = node.range as unknown[]
  return typeof start === 'number' ? start : undefined
}

const VARIABLES: Record<string, string> = {
  brokers: 'TAILRACE_BROKERS',
  id: 'TAILRACE_CLUSTER_ID',
  name: 'TAILRACE_CLUSTER_NAME',
  environment: 'TAILRACE_ENVIRONMENT',
  colour: 'TAILRACE_COLOUR',
  readOnly: 'TAILRACE_READ_ONLY',
  sampleSeconds: 'TAILRACE_SAMPLE_SECONDS',
  required: 'TAILRACE_AUDIT_REQUIRED',
  kind: 'TAILRACE_AUDIT_SINK',
  sink: 'TAILRACE_AUDIT_SINK',
  tls: 'TAILRACE_TLS',
  ca: 'TAILRACE_TLS_CA',
  caFile: 'TAILRACE_TLS_CA',
  cert: 'TAILRACE_TLS_CERT',
  certFile: 'TAILRACE_TLS_CERT',
  key: 'TAILRACE_TLS_KEY',
  keyFile: 'TAILRACE_TLS_KEY',
  mechanism: 'TAILRACE_SASL_MECHANISM',
  username: 'TAILRACE_SASL_USERNAME',
  password: 'TAILRACE_SASL_PASSWORD',
  passwordFile: 'TAILRACE_SASL_PASSWORD_FILE',
  schemaRegistry: 'TAILRACE_SCHEMA_REGISTRY',
  secretFile: 'TAILRACE_SECRET_FILE',
  publicAddresses: 'TAILRACE_PUBLIC_ADDRESSES',
  anonymousRoles: 'TAILRACE_ANONYMOUS_ROLES',
  viewersPerCluster: 'TAILRACE_TAILS_VIEWERS_PER_CLUSTER',
  viewersPerUser: 'TAILRACE_TAILS_VIEWERS_PER_USER',
  bytesPerSecond: 'TAILRACE_TAILS_BYTES_PER_SECOND',
}

function variableOf(path: PropertyKey[]): string {
  for (const key of path.toReversed()) {
    const variable = VARIABLES[String(key)]
    if (variable) return variable
  }
  return 'TAILRACE_…'
}
