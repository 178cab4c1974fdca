import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { javaCommand } from '../../server/demo/prerequisites.mjs'

const run = promisify(execFile)
const INSTALLED = '/usr/lib/jvm'

/** A `java` of at least this major version: that of JAVA_HOME, of the PATH, or one that is installed beside it. */
export async function javaSince(major: number): Promise<string | null> {
  const beside = await readdir(INSTALLED).catch(() => [])
  const candidates = [javaCommand(), ...beside.map((name) => join(INSTALLED, name, 'bin', 'java'))]
  for (const candidate of candidates) if ((await majorOf(candidate)) >= major) return candidate
  return null
}

async function majorOf(command: string): Promise<number> {
  try {
    const { stderr } = await run(command, ['-version'])
    return Number(/version "(?:1\.)?(\d+)/.exec(stderr)?.[1] ?? 0)
  } catch {
    return 0
  }
}
