import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { ConfigError } from '#server/config/config-error.ts'
import { log } from '#server/log.ts'
import { type KeyRing, newKeyLine, NO_KEYS, parseKeyRing } from './key-ring.ts'
import { installKeyRing } from './own-keys.ts'

/** What a missing file, or a place that cannot be written to, is called by the operating system. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR'])

interface LoadedKeyRing {
  ring: KeyRing
  /** Why there is no key, in words; null where there is one. */
  problem: string | null
}

/**
 * The key ring of `auth.secretFile`, created (mode 0600) where the file is absent and its folder is writable. Without either the console has no
 * key: it runs, and keeps nothing durable.
 * @throws ConfigError for a file that is there and cannot be used
 */
export function loadKeyRing(file: string): LoadedKeyRing {
  const text = readOrNull(file)
  if (text !== null) return { ring: parse(file, text), problem: null }
  const made = newKeyLine()
  // The whole file appears at once: a second console that starts in this moment reads it or makes none.
  const draft = `${file}.${randomUUID()}`
  try {
    writeFileSync(/* turbopackIgnore: true */ draft, made, { mode: 0o600, flag: 'wx' })
    linkSync(/* turbopackIgnore: true */ draft, file)
  } catch (error) {
    const other = codeOf(error) === 'EEXIST' ? readOrNull(file) : null
    if (other !== null) return { ring: parse(file, other), problem: null }
    const problem = `There is no key in ${file}, and it cannot be created (${codeOf(error)}).`
    log.warn({ file }, `${problem} Nothing is kept durably: set auth.secretFile.`)
    return { ring: NO_KEYS, problem }
  } finally {
    rmSync(/* turbopackIgnore: true */ draft, { force: true })
  }
  log.info(
    { file },
    'created the key that signs the records of this console; give all consoles of a cluster the same file',
  )
  return { ring: parse(file, made), problem: null }
}

/** Gives the process the keys of a file. @throws ConfigError */
export function installKeys(file: string): void {
  const { ring, problem } = loadKeyRing(file)
  installKeyRing(ring, problem)
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(/* turbopackIgnore: true */ file, 'utf8')
  } catch (error) {
    if (ABSENT.has(codeOf(error))) return null
    throw new ConfigError(`auth.secretFile: ${file} cannot be read (${codeOf(error)})`)
  }
}

function parse(file: string, text: string): KeyRing {
  try {
    return parseKeyRing(text)
  } catch (error) {
    throw new ConfigError(`auth.secretFile: ${file}: ${error instanceof Error ? error.message : 'unreadable'}`)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
