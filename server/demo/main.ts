/**
 * What `npm run demo` runs once everything is installed: Apache Kafka with its data in .data/demo, the shop's traffic, and the console.
 * Ends all of them on SIGTERM (the bootstrap turns Ctrl-C into it), and none of them outlives it when it is killed.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as nap } from 'node:timers/promises'
import { DATA } from './prerequisites.mjs'
import { stopAllSupervised } from './supervised-process.mjs'
import { type DemoLock, takeLock } from './lock.ts'
import { type Demo, startDemo } from './start-demo.ts'

const folder = join(DATA, 'demo')
const abort = new AbortController()
let lock: DemoLock | undefined
let starting: Promise<Demo> | undefined
let ending = false

/** Ends with everything that was started; a start that is under way fails by that. */
async function end(code: number, line?: string): Promise<void> {
  if (ending) return
  ending = true
  if (line !== undefined) console.error(`tailrace: ${line}`)
  abort.abort()
  const demo = await whileStopping(starting)
  await demo?.stop()
  lock?.release()
  process.exit(code)
}

/** Waits until the start has succeeded or failed, and stops whatever it starts in the meantime. */
async function whileStopping(start: Promise<Demo> | undefined): Promise<Demo | undefined> {
  let settled = false
  const outcome = Promise.resolve(start)
    .catch(() => undefined)
    .finally(() => (settled = true))
  await nap(0)
  while (!settled) {
    await stopAllSupervised(3_000)
    await Promise.race([outcome, nap(20)])
  }
  return outcome
}

function say(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
    return 'The disk is full. Free some space and start again.'
  }
  return error instanceof Error ? error.message : String(error)
}

process.on('SIGTERM', () => void end(143))
process.on('SIGINT', () => void end(130))

try {
  const unknown = process.argv.slice(2).find((argument) => argument !== '--reset')
  if (unknown !== undefined) {
    throw new Error(`The demo does not know "${unknown}"; it takes --reset, which starts with empty data.`)
  }
  await mkdir(folder, { recursive: true })
  lock = takeLock(join(folder, 'lock'))
  starting = startDemo({
    folder,
    reset: process.argv.includes('--reset'),
    signal: abort.signal,
    onFailure: (line) => void end(1, line),
  })
  lock.announce((await starting).url)
} catch (error) {
  await end(1, say(error))
}
