import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { DATA } from '#server/demo/prerequisites.mjs'

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt')
/** What schemathesis needs. */
const PYTHON_MINOR = 10

/** Python or PyPI cannot be reached, so that nothing was tried. */
export class NotRun extends Error {}

/**
 * The folder with the programs of requirements.txt, in a virtual environment below `.data`, which is made when it is not there. pip's own
 * settings say where packages come from. @throws NotRun
 */
export async function pythonTools(): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 16)
  const folder = join(DATA, 'fuzz-tools', hash)
  const complete = join(folder, 'complete')
  const programs = join(folder, 'bin')
  if (existsSync(complete)) return programs
  const python = process.env['PYTHON'] ?? 'python3'
  requirePython(python)
  await rm(folder, { recursive: true, force: true })
  console.log('Installing schemathesis …')
  run(python, ['-m', 'venv', folder], 'Python cannot make a virtual environment')
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', REQUIREMENTS]
  run(join(programs, 'python'), install, 'pip cannot install schemathesis: is PyPI reachable?')
  await writeFile(complete, '')
  return programs
}

function requirePython(python: string): void {
  const { stdout } = spawnSync(python, ['-c', 'import sys; print(*sys.version_info[:2])'], { encoding: 'utf8' })
  const [major = 0, minor = 0] = (stdout ?? '').split(' ').map(Number)
  if (major !== 3 || minor < PYTHON_MINOR)
    throw new NotRun(`Python 3.${PYTHON_MINOR} or newer is needed (${python}; PYTHON names another one)`)
}

function run(command: string, args: string[], problem: string): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 300_000 })
  if (status !== 0) throw new NotRun(`${problem}\n${(stderr ?? '').trim().split('\n').slice(-3).join('\n')}`)
}
