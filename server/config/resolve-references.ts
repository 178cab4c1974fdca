import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { ConfigError } from './config-error.ts'
import type { Environment } from './environment.ts'

type Where = (path: PropertyKey[]) => string

interface Source {
  /** The configuration file; relative secret files are looked for beside it. */
  file: string
  env: Environment
  where: Where
}

/**
 * Puts in what the file only refers to: `${NAME}` becomes the environment variable, and `passwordFile: path` becomes `password` with the
 * file's content (so for every key that ends in `File`, but for the names of webhooks' headers).
 * @throws ConfigError naming the line and key of a variable that is not set or a file that cannot be read
 */
export function resolveReferences(value: unknown, source: Source, path: PropertyKey[] = []): unknown {
  if (typeof value === 'string') return fromEnvironment(value, source, path)
  if (Array.isArray(value)) return value.map((item, index) => resolveReferences(item, source, [...path, index]))
  if (typeof value !== 'object' || value === null) return value
  const result: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    const resolved = resolveReferences(item, source, [...path, key])
    // Relative to the file that names them; the key ring may be created there.
    const isPlace = key === 'folder' || (key === 'secretFile' && path.join('.') === 'auth')
    if (isPlace && typeof resolved === 'string') {
      result[key] = resolve(dirname(source.file), resolved)
      continue
    }
    const isFile = key.endsWith('File') && typeof resolved === 'string' && !isHeaders(path)
    result[isFile ? key.slice(0, -4) : key] = isFile ? fromFile(resolved, source, [...path, key]) : resolved
  }
  return result
}

/** `alerts.webhooks.N.headers` and `clusters.N.audit.sink.headers`, whose keys are names of somebody's choice. */
function isHeaders(path: PropertyKey[]): boolean {
  const [first, second, third, fourth, fifth] = path
  if (path.length === 4) return first === 'alerts' && second === 'webhooks' && fourth === 'headers'
  return path.length === 5 && first === 'clusters' && third === 'audit' && fourth === 'sink' && fifth === 'headers'
}

function fromEnvironment(text: string, { env, where }: Source, path: PropertyKey[]): string {
  return text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    const value = env[name]
    if (value === undefined) throw new ConfigError(`${where(path)}: the environment variable ${name} is not set`)
    return value
  })
}

function fromFile(name: string, { file, where }: Source, path: PropertyKey[]): string {
  try {
    return readFileSync(/* turbopackIgnore: true */ resolve(dirname(file), name), 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new ConfigError(`${where(path)}: ${name} cannot be read (${code})`)
  }
}
