/**
 * `npm run goldens:schemas`: real encoders against a real registry. Starts Apicurio Registry, lets the Python and Java clients register
 * schemas and encode records, and keeps the bytes and the registry's answers under server/serde/testing/golden for the tests.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { DATA, PROJECT } from '../prerequisites.mjs'
import { stopAllSupervised } from '../supervised-process.mjs'
import { startApicurio } from './apicurio.ts'
import { javaSince } from './find-java.ts'
import { recordAnswers, recordWrites } from './record-answers.ts'

const run = promisify(execFile)
const FOLDER = join(DATA, 'schema-goldens')
const TARGET = join(PROJECT, 'server/serde/testing/golden')
const HERE = import.meta.dirname
const NEEDED_JAVA = 21

const java = await javaSince(NEEDED_JAVA)
if (java === null) {
  console.error(
    `Apicurio Registry needs Java ${NEEDED_JAVA} or newer, and none was found in JAVA_HOME, on the PATH or below /usr/lib/jvm. Install one or set JAVA_HOME. The tests read the goldens that are there.`,
  )
  process.exit(1)
}

await mkdir(FOLDER, { recursive: true })
try {
  const url = await startApicurio(java, FOLDER)
  const lines = [...(await python(url)), ...(await javaRecords(java, url))]
  await mkdir(TARGET, { recursive: true })
  await writeFile(join(TARGET, 'records.ndjson'), `${lines.join('\n')}\n`)
  await writeFile(join(TARGET, 'registry.json'), `${JSON.stringify(await recordAnswers(url, lines), null, 1)}\n`)
  await writeFile(join(TARGET, 'registry-writes.json'), `${JSON.stringify(await recordWrites(url), null, 1)}\n`)
  console.log(`${lines.length} records and the registry's answers were written to ${TARGET}.`)
} finally {
  await stopAllSupervised()
}

/** Confluent's own Python client. */
async function python(url: string): Promise<string[]> {
  const venv = join(FOLDER, 'venv')
  const bin = join(venv, 'bin', 'python')
  if (!existsSync(bin)) {
    await run('python3', ['-m', 'venv', venv])
    const packages = ['confluent-kafka[avro,json,protobuf,schemaregistry]==2.16.0', 'grpcio-tools']
    await run(bin, ['-m', 'pip', 'install', '-q', ...packages])
  }
  const generated = join(FOLDER, 'generated')
  await mkdir(generated, { recursive: true })
  const protos = ['shop.proto', 'size.proto'].map((name) => join(HERE, name))
  await run(bin, ['-m', 'grpc_tools.protoc', `-I${HERE}`, `--python_out=${generated}`, ...protos])
  const { stdout } = await run(bin, [join(HERE, 'encode.py'), url], { env: { ...process.env, PYTHONPATH: generated } })
  return linesOf(stdout)
}

/** Apicurio's Java serializers, writing ids as Confluent's do. */
async function javaRecords(javaCommand: string, url: string): Promise<string[]> {
  const libs = join(FOLDER, 'libs')
  const jars = await readdir(libs).catch(() => [])
  if (jars.length === 0) {
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${libs}`]
    await run('mvn', ['-B', '-q', '-f', join(HERE, 'pom.xml'), ...goal], { maxBuffer: 10 << 20 })
  }
  // The folder itself is on the class path for the JSON Schema, which the serializer wants as a resource.
  const classPath = [join(libs, '*'), HERE].join(delimiter)
  const { stdout } = await run(javaCommand, ['-cp', classPath, join(HERE, 'Encode.java'), url])
  return linesOf(stdout)
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith('{'))
}
