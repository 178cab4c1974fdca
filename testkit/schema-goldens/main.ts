/**
 * `npm run goldens:schemas`: real encoders against a real registry. Starts Apicurio Registry, lets the Python and Java clients register
 * schemas and encode records, and keeps the bytes and the registry's answers under testkit/serde/golden for the tests.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { DATA, PROJECT } from '../../server/demo/prerequisites.mjs'
import { stopAllSupervised } from '../../server/demo/supervised-process.mjs'
import { startApicurio } from './apicurio.ts'
import { javaSince } from './find-java.ts'
import { recordAnswers, recordWrites } from './record-answers.ts'

const run = promisify(execFile)
const FOLDER = join(DATA, 'schema-goldens')
const TARGET = join(PROJECT, 'testkit/serde/golden')
const HERE = import.meta.dirname
const NEEDED_JAVA = 21
const CLIENT = 'confluent-kafka[avro,json,protobuf,schemaregistry]==2.16.0'
/** The last line of versions that can write message indexes in the old, unsigned form. */
const OLD_CLIENT = 'confluent-kafka[protobuf,schemaregistry]==2.6.1'

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

/** Confluent's own Python client, and an old version of it. */
async function python(url: string): Promise<string[]> {
  const bin = await installed('venv', [CLIENT, 'grpcio-tools'])
  const generated = join(FOLDER, 'generated')
  await mkdir(generated, { recursive: true })
  const protos = ['odd.proto', 'shop.proto', 'size.proto'].map((name) => join(HERE, name))
  await run(bin, ['-m', 'grpc_tools.protoc', `-I${HERE}`, `--python_out=${generated}`, ...protos])
  const { stdout: version } = await run(bin, ['-c', 'import google.protobuf as p; print(p.__version__)'])
  const oldBin = await installed('venv-old', [OLD_CLIENT, `protobuf==${version.trim()}`])
  const options = { env: { ...process.env, PYTHONPATH: generated } }
  const now = await run(bin, [join(HERE, 'encode.py'), url], options)
  const old = await run(oldBin, [join(HERE, 'encode_unsigned.py'), url], options)
  return [...linesOf(now.stdout), ...linesOf(old.stdout)]
}

/** The interpreter of a virtual environment that has these packages. */
async function installed(name: string, packages: readonly string[]): Promise<string> {
  const venv = join(FOLDER, name)
  const bin = join(venv, 'bin', 'python')
  if (!existsSync(bin)) {
    await run('python3', ['-m', 'venv', venv])
    await run(bin, ['-m', 'pip', 'install', '-q', ...packages])
  }
  return bin
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
