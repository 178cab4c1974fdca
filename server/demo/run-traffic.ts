import { join } from 'node:path'
import { AppError } from '#lib/errors.ts'
import { spawnSupervised } from './supervised-process.mjs'

/** A small heap, collected early, keeps the whole shop in about 110 MB. */
const NODE_OPTIONS = ['--max-semi-space-size=1', '--max-old-space-size=48', '--optimize-for-size']

function run(folder: string, script: string, bootstrapServers: string) {
  const file = join(import.meta.dirname, 'traffic', script)
  return spawnSupervised(process.execPath, [...NODE_OPTIONS, file, bootstrapServers], {
    logFile: join(folder, script.replace('.ts', '.log')),
  })
}

/** Creates the topics and fills them with history; resolves when all of it is written. */
export async function writeHistory(folder: string, bootstrapServers: string): Promise<void> {
  if ((await run(folder, 'prepare.ts', bootstrapServers).exited) === 0) return
  throw new AppError('INTERNAL', `The history could not be written. See ${join(folder, 'prepare.log')}`)
}

export interface Traffic {
  isRunning(): boolean
  stop(): Promise<void>
  /** Starts it again after it has ended. */
  restart(): void
}

/** Starts the traffic. It ends with an error when a client of it gives up, as after a long outage, and can be started again. */
export function startTraffic(folder: string, bootstrapServers: string): Traffic {
  const start = () => run(folder, 'main.ts', bootstrapServers)
  let current = start()
  return {
    isRunning: () => current.running(),
    stop: () => current.stop(5_000),
    restart: () => {
      current = start()
    },
  }
}
