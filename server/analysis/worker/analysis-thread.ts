import { join } from 'node:path'
import { AppError } from '#lib/errors.ts'
import { projectFolder } from '#server/project-folder.ts'
import type { Sample } from '../format-samples.ts'
import type { AnalysisJob, CountedSlice, FromAnalysis } from './protocol.ts'

/** Of JavaScript objects: the keys and ids that are remembered; fetched bytes and tables of numbers lie outside. */
const HEAP_MB = 160

export interface Counted {
  counted: CountedSlice
  samples: Sample[]
  last: boolean
}

/**
 * Runs a job in a thread of its own: what it has counted so far, then the whole. A reader that is slow gets the latest figures, with all
 * samples. The thread ends with the iteration, or when `signal` is aborted.
 * @throws AppError
 */
export async function* analyseInThread(job: AnalysisJob, signal: AbortSignal): AsyncGenerator<Counted, void, void> {
  // The bundler would look for the file in its own output; asked for so, Node's own constructor takes it by its path.
  const { Worker: Thread } = process.getBuiltinModule('node:worker_threads')
  const thread = new Thread(join(projectFolder(), 'server/analysis/worker/analysis.worker.ts'), {
    execArgv: [],
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
  let latest: Counted | null = null
  let problem: Error | null = null
  let wake = () => undefined as void
  const settle = (error: Error) => {
    problem ??= error
    wake()
  }
  const onAbort = () => settle(new AppError('CONFLICT', 'The analysis was stopped.'))
  thread.on('message', (message: FromAnalysis) => {
    if (message.type === 'failed') return settle(new AppError(message.code, message.message))
    const { counted, last } = message
    latest = { counted, last, samples: [...(latest?.samples ?? []), ...message.samples] }
    wake()
  })
  thread.on('error', (cause) => settle(new AppError('INTERNAL', 'The analysis ended unexpectedly.', { cause })))
  thread.on('exit', () => {
    if (!latest?.last) settle(new AppError('INTERNAL', 'The analysis ended unexpectedly.'))
  })
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    if (signal.aborted) onAbort()
    for (;;) {
      const next = latest as Counted | null
      latest = null
      if (next) yield next
      if (next?.last) return
      if (latest !== null) continue
      const failure = problem as Error | null
      if (failure) throw failure
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    await thread.terminate()
  }
}
