import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '#lib/errors.ts'
import { libsFolder, missingPrerequisite } from '../prerequisites.mjs'
import { spawnSupervised } from '../supervised-process.mjs'

/** The jars of Apache Kafka (54 MB) as a class path. */
export async function kafkaClassPath(): Promise<string> {
  return classPathOf(join(import.meta.dirname, 'pom.xml'))
}

/**
 * The jars that a pom asks for as a class path, downloaded by Maven the first time and kept by the hash of the pom. Repositories, mirrors and
 * proxies are those of the user's own Maven settings.
 */
export async function classPathOf(pom: string): Promise<string> {
  const folder = libsFolder(pom)
  const jars = (await jarsIn(folder)) ?? (await download(pom, folder))
  // A fixed order, because the class data archive is only valid for the very class path it was made with.
  return jars
    .toSorted()
    .map((jar) => join(folder, jar))
    .join(':')
}

async function jarsIn(folder: string): Promise<string[] | undefined> {
  const names = await readdir(folder).catch(() => [])
  const jars = names.filter((name) => name.endsWith('.jar'))
  return jars.length > 0 ? jars : undefined
}

/** Downloads beside the final folder and renames, so that the folder is complete or absent, whoever else downloads at the same time. */
async function download(pom: string, folder: string): Promise<string[]> {
  const missing = missingPrerequisite({ pom })
  if (missing) throw new AppError('INTERNAL', missing)
  await mkdir(dirname(folder), { recursive: true })
  const staging = await mkdtemp(`${folder}-`)
  const logFile = `${staging}.log`
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${staging}`]
  const code = await spawnSupervised('mvn', ['-B', '-q', '-f', pom, ...goal], { logFile }).exited
  const output = await readFile(logFile, 'utf8')
  await rm(logFile)
  if (code !== 0) {
    await rm(staging, { recursive: true, force: true })
    const reason = /\[ERROR\] (.*)/.exec(output)?.[1] ?? output.trim().slice(0, 500)
    throw new AppError('INTERNAL', `Maven could not download what ${pom} asks for: ${reason}`)
  }
  await rename(staging, folder).catch(() => rm(staging, { recursive: true, force: true }))
  const jars = await jarsIn(folder)
  if (!jars) throw new AppError('INTERNAL', `Maven left no jars in ${folder}. Delete that folder and start again.`)
  return jars
}
