import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { OpenApi } from './document.ts'

interface Run {
  /** Where schemathesis is installed. */
  programs: string
  /** Gets the document, the log of answers and the report. */
  folder: string
  origin: string
  document: OpenApi
  maxSeconds: number
  examples: number
  seed: number
}

const Answer = z.object({ method: z.string(), sent: z.string(), path: z.string(), status: z.number() })

export interface Answers {
  cases: number
  /** By method and path: how often each status came. */
  byOperation: Map<string, Map<number, number>>
  /** Whether schemathesis found nothing. */
  clean: boolean
}

const CHECKS = [
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'unsupported_method',
  'allow_header_conformance',
  'only_brokers_fail',
]

/**
 * Runs schemathesis over all operations of a document; its findings go to the terminal. The examples are tried however long that takes, so that a
 * slow machine reaches the verbs, too; what schemathesis makes up then has `maxSeconds`.
 */
export async function runSchemathesis(run: Run): Promise<Answers> {
  const { folder, document, maxSeconds, examples } = run
  const file = join(folder, 'openapi.json')
  const log = join(folder, 'answers.ndjson')
  await writeFile(file, JSON.stringify(document))
  await writeFile(log, '')
  const withExamples = await once(run, { file, log }, ['--phases', 'examples'])
  const limits = ['--max-time', String(maxSeconds), '--max-examples', String(examples)]
  const madeUp = await once(run, { file, log }, ['--phases', 'coverage,fuzzing', ...limits])
  const lines = (await readFile(log, 'utf8')).trim().split('\n')
  const byOperation = new Map<string, Map<number, number>>()
  for (const line of lines.filter((text) => text !== '')) {
    const { method, sent, path, status } = Answer.parse(JSON.parse(line))
    if (sent !== method) continue
    const name = `${method} ${path.replace('/api/v1', '')}`
    const statuses = byOperation.get(name) ?? new Map<number, number>()
    byOperation.set(name, statuses.set(status, (statuses.get(status) ?? 0) + 1))
  }
  return { cases: lines.length, byOperation, clean: withExamples && madeUp }
}

/** @returns whether nothing was found */
async function once(
  { programs, folder, origin, seed }: Run,
  { file, log }: { file: string; log: string },
  more: string[],
): Promise<boolean> {
  const args = ['run', file, '--url', origin, '--checks', CHECKS.join(','), '--seed', String(seed), ...more]
  args.push('--workers', '2', '--request-timeout', '60', '--continue-on-failure', '--no-color', '--warnings', 'off')
  args.push('--generation-database', 'none', '--suppress-health-check', 'all')
  const env = { ...process.env, FUZZ_LOG: log, SCHEMATHESIS_HOOKS: 'hooks', PYTHONPATH: import.meta.dirname }
  const child = spawn(join(programs, 'schemathesis'), args, {
    cwd: folder,
    env: { ...env, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: 'inherit',
  })
  return new Promise((resolve) => child.once('exit', (code) => resolve(code === 0)))
}
