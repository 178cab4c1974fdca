/**
 * What `npm test` runs once everything is installed: each stage in turn with its output visible, and a last line `N passed, N failed`
 * over all of them. `npm test -- unit broker` runs only the named stages.
 */
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DATA, PROJECT } from '../../server/demo/prerequisites.mjs'
import { spawnSupervised, type SupervisedProcess } from '../../server/demo/supervised-process.mjs'
import { type Counts, fuzzCounts, playwrightCounts, vitestCounts } from './counts.ts'

interface Stage {
  name: string
  command: string
  args: readonly string[]
  env?: Record<string, string>
  /** The report the stage writes; without one it counts as one test. */
  report?: { file: string; counts(json: unknown): Counts }
}

/** A quiet machine takes about 20 minutes; a slow or loaded one must end before 75. */
const DEADLINE_MS = 70 * 60_000

const reports = join(DATA, 'test-reports')
const bin = (name: string) => join(PROJECT, 'node_modules', '.bin', name)

function vitest(name: string): Stage {
  const file = join(reports, `${name}.json`)
  const args = ['run', '--project', name, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  return { name, command: bin('vitest'), args, report: { file, counts: vitestCounts } }
}

const fuzzReport = join(reports, 'fuzz.json')
const e2eReport = join(reports, 'e2e.json')
const STAGES: readonly Stage[] = [
  { name: 'check', command: 'npm', args: ['run', '--silent', 'check'] },
  vitest('unit'),
  vitest('broker'),
  { name: 'build', command: process.execPath, args: [join(import.meta.dirname, 'build.ts')] },
  {
    name: 'e2e',
    command: bin('playwright'),
    args: ['test', '-c', 'e2e/playwright.config.ts', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: e2eReport },
    report: { file: e2eReport, counts: playwrightCounts },
  },
  {
    name: 'fuzz',
    command: process.execPath,
    args: [join(PROJECT, 'tools/fuzz/main.ts'), 'short', `--report=${fuzzReport}`],
    report: { file: fuzzReport, counts: fuzzCounts },
  },
]

const CHOSEN = process.argv.slice(2)
const deadline = Date.now() + DEADLINE_MS

let current: SupervisedProcess | undefined
const stopWith = (code: number) => () => {
  void (current?.stop(15_000) ?? Promise.resolve()).then(() => process.exit(code))
}
process.once('SIGTERM', stopWith(143))
process.once('SIGINT', stopWith(130))

/** Runs one stage; whatever ends it badly counts as at least one failure. */
async function runStage(stage: Stage): Promise<Counts> {
  console.log(`\n=== ${stage.name}`)
  if (stage.report) await rm(stage.report.file, { force: true })
  current = spawnSupervised(stage.command, stage.args, { cwd: PROJECT, env: stage.env ?? {} })
  const timer = setTimeout(
    () => {
      console.log(`=== ${stage.name} is stopped: the whole run may take ${DEADLINE_MS / 60_000} minutes.`)
      void current?.stop(5_000)
    },
    Math.max(0, deadline - Date.now()),
  )
  const code = await current.exited
  clearTimeout(timer)
  if (!stage.report) return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
  const json = await readFile(stage.report.file, 'utf8').catch(() => undefined)
  const counts = json === undefined ? { passed: 0, failed: 1 } : stage.report.counts(JSON.parse(json))
  if (counts.notRun !== undefined) return counts
  return { ...counts, failed: code !== 0 && counts.failed === 0 ? 1 : counts.failed }
}

const unknown = CHOSEN.find((name) => !STAGES.some((stage) => stage.name === name))
if (unknown !== undefined) {
  console.error(
    `tailrace: there is no stage "${unknown}"; the stages are ${STAGES.map(({ name }) => name).join(', ')}.`,
  )
  process.exit(1)
}
await mkdir(reports, { recursive: true })
const total: Counts = { passed: 0, failed: 0 }
const lines: string[] = []
let buildFailed = false
for (const stage of STAGES.filter(({ name }) => CHOSEN.length === 0 || CHOSEN.includes(name))) {
  if (['e2e', 'fuzz'].includes(stage.name) && buildFailed) {
    lines.push(`${stage.name}: not run, because the build failed`)
    continue
  }
  const started = Date.now()
  const { passed, failed, notRun } = await runStage(stage)
  if (notRun !== undefined) {
    lines.push(`${stage.name}: not run. ${notRun}`)
    continue
  }
  total.passed += passed
  total.failed += failed
  buildFailed ||= stage.name === 'build' && failed > 0
  lines.push(`${stage.name}: ${passed} passed, ${failed} failed, ${Math.round((Date.now() - started) / 1000)} s`)
}
console.log(`\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1
