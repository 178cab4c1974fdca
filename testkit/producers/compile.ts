import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#lib/errors.ts'
import { spawnJava } from '../../server/demo/broker/java.ts'
import { classPathOf } from '../../server/demo/broker/kafka-libs.ts'
import { libsFolder } from '../../server/demo/prerequisites.mjs'

const POM = join(import.meta.dirname, 'pom.xml')
const SOURCES = join(import.meta.dirname, 'java')

/** The class path of the applications in java/: their libraries and their classes, compiled the first time and kept by the hash of the sources. */
export async function applicationClassPath(): Promise<string> {
  const classPath = await classPathOf(POM)
  const names = (await readdir(SOURCES)).toSorted()
  const files = names.map((name) => join(SOURCES, name))
  const hash = createHash('sha256')
  for (const file of files) hash.update(await readFile(file))
  const classes = join(libsFolder(POM), `classes-${hash.digest('hex').slice(0, 16)}`)
  if (!existsSync(classes)) await compile(files, classPath, classes)
  return `${classes}:${classPath}`
}

/** The compiler is a library of the pom, so that a Java without one is enough. */
async function compile(files: string[], classPath: string, classes: string): Promise<void> {
  const staging = await mkdtemp(`${classes}-`)
  const logFile = `${staging}.log`
  const { exited } = spawnJava({
    classPath,
    mainClass: 'org.eclipse.jdt.internal.compiler.batch.Main',
    args: ['-17', '-proc:none', '-nowarn', '-parameters', '-cp', classPath, '-d', staging, ...files],
    heapMb: 256,
    logFile,
  })
  const code = await exited
  const output = await readFile(logFile, 'utf8')
  await rm(logFile)
  if (code !== 0) {
    await rm(staging, { recursive: true, force: true })
    throw new AppError('INTERNAL', `The applications in ${SOURCES} do not compile: ${output}`)
  }
  await rename(staging, classes).catch(() => rm(staging, { recursive: true, force: true }))
}
