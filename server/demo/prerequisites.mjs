// @ts-check
/** What the machine must have before Kafka can run: Java, Maven, disk space. Plain JavaScript, because the bootstrap asks before anything is installed. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const JAVA_MAJOR = 17

/** `import.meta.dirname` is younger than Node 20.0. */
const HERE = dirname(fileURLToPath(import.meta.url))
export const PROJECT = join(HERE, '..', '..')
/** Everything the project writes at run time; ignored by git. */
export const DATA = join(PROJECT, '.data')

/** The `java` that runs Kafka: the one of JAVA_HOME, else the first on the PATH. */
export function javaCommand() {
  const home = process.env['JAVA_HOME']
  const own = home ? join(home, 'bin', 'java') : ''
  return own && existsSync(own) ? own : 'java'
}

/**
 * The version text and major version of {@link javaCommand}.
 * @returns {{ major: number, text: string } | undefined} undefined when there is no working Java
 */
export function javaVersion() {
  const run = spawnSync(javaCommand(), ['-version'], { encoding: 'utf8' })
  const match = /version "(?:1\.)?(\d+)/.exec(run.stderr ?? '')
  return match ? { major: Number(match[1]), text: run.stderr.trim() } : undefined
}

/**
 * The folder of a pom's jars, by default those of Apache Kafka; it exists only complete.
 * @param {string} [pom]
 */
export function libsFolder(pom = join(HERE, 'broker', 'pom.xml')) {
  const hash = createHash('sha256').update(readFileSync(pom)).digest('hex')
  return join(DATA, 'kafka-libs', hash.slice(0, 16))
}

/**
 * One line that says what is missing and what to do, or undefined when Kafka can run.
 * Maven is asked for only while the jars are not there yet.
 * @param {{ freeMb?: number, pom?: string }} [needs] the disk space needed, and for which jars
 * @returns {string | undefined}
 */
export function missingPrerequisite({ freeMb = 300, pom } = {}) {
  const java = javaVersion()
  const hint =
    'Install a JDK or JRE (Debian: apt install openjdk-17-jre-headless, macOS: brew install openjdk) or set JAVA_HOME.'
  if (!java) return `Java ${JAVA_MAJOR} or newer is needed to run Apache Kafka, and none was found. ${hint}`
  if (java.major < JAVA_MAJOR) {
    return `Java ${JAVA_MAJOR} or newer is needed to run Apache Kafka; ${javaCommand()} is version ${java.major}. ${hint}`
  }
  if (!existsSync(libsFolder(pom)) && spawnSync('mvn', ['-version']).status !== 0) {
    return 'Maven is needed once, to download Apache Kafka, and `mvn` was not found. Install it (Debian: apt install maven, macOS: brew install maven).'
  }
  const freeNow = freeMegabytes()
  if (freeNow < freeMb) {
    return `The disk of ${PROJECT} has ${freeNow} MB left and ${freeMb} MB are needed. Free some space and start again.`
  }
  return undefined
}

function freeMegabytes() {
  const { bavail, bsize } = statfsSync(PROJECT)
  return Math.floor((bavail * bsize) / 1_000_000)
}
