import { createHash } from 'node:crypto'
import { glob, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#lib/errors.ts'
import { PROJECT } from './prerequisites.mjs'
import { spawnSupervised } from './supervised-process.mjs'

const DIST = join(PROJECT, process.env['TAILRACE_DIST_DIR'] ?? '.next')
const BUILD_ID = join(DIST, 'BUILD_ID')
/** Says of which sources which build was made; a build by hand has another id. */
const STAMP = join(DIST, 'source-hash')

/** What the build is made of. */
const SOURCES = [
  '{app,components,lib,public,server}/**/*',
  'instrumentation.ts',
  'package-lock.json',
  '{next.config,postcss.config,tsconfig}.*',
]
const NO_SOURCES = /^server\/demo\/|\.test\.tsx?$/

interface BuildOptions {
  /** Gets the output instead of the terminal. */
  logFile?: string
  /** Builds in any case. */
  force?: boolean
  /** Called before a build, not where none is needed. */
  onBuild?: () => void
}

/**
 * Builds the application for production unless the build that is there was made of the very same sources.
 * @returns whether it was built
 * @throws AppError INTERNAL when the build fails; its output stands in `logFile`, or has been shown
 */
export async function ensureBuilt(options: BuildOptions = {}): Promise<boolean> {
  const hash = await sourceHash()
  if (!options.force && (await text(STAMP)) === `${hash} ${await text(BUILD_ID)}`) return false
  const { logFile } = options
  options.onBuild?.()
  await rm(STAMP, { force: true })
  const next = spawnSupervised(join(PROJECT, 'node_modules', '.bin', 'next'), ['build'], {
    cwd: PROJECT,
    ...(logFile === undefined ? {} : { logFile }),
  })
  if ((await next.exited) !== 0) {
    throw new AppError(
      'INTERNAL',
      `The build failed. ${logFile ? `Its output: ${logFile}` : 'Its output stands above.'}`,
    )
  }
  await writeFile(STAMP, `${hash} ${await text(BUILD_ID)}`)
  return true
}

async function text(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '')
}

async function sourceHash(): Promise<string> {
  const files: string[] = []
  for await (const entry of glob(SOURCES, { cwd: PROJECT, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(PROJECT.length + 1)
    if (entry.isFile() && !NO_SOURCES.test(path)) files.push(path)
  }
  // Next.js writes the base path into what it builds.
  const hash = createHash('sha256').update(process.env['TAILRACE_BASE_PATH'] ?? '')
  for (const file of files.toSorted()) hash.update(`\n${file}\n`).update(await readFile(join(PROJECT, file)))
  return hash.digest('hex')
}
