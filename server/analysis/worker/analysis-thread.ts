import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { AppError } from '#lib/errors.ts'
import type { Owned } from '#server/limits/owner.ts'
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

/** Runs a job in a thread of its own, which begins at once and ends with `close()`. */
export class AnalysisThread implements Owned {
  readonly #thread: Worker
  #latest: Counted | null = null
  #problem: AppError | null = null
  #wake: () => void = () => undefined

  constructor(job: AnalysisJob) {
    // The bundler would look for the file in its own output; asked for so, Node's own constructor takes it by its path.
    const { Worker: Thread } = process.getBuiltinModule('node:worker_threads')
    this.#thread = new Thread(join(projectFolder(), 'server/analysis/worker/analysis.worker.ts'), {
      execArgv: [],
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    this.#thread.on('message', (message: FromAnalysis) => this.#take(message))
    this.#thread.on('error', (cause) => this.#fail(unexpected(cause)))
    this.#thread.on('exit', () => this.#fail(unexpected()))
  }

  /** What it has counted since, or the whole. A reader that is slow gets the latest figures, with all samples. @throws AppError */
  async next(): Promise<Counted> {
    for (;;) {
      const next = this.#latest
      this.#latest = null
      if (next) return next
      if (this.#problem) throw this.#problem
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  async close(): Promise<void> {
    this.#fail(new AppError('CONFLICT', 'The analysis was stopped.'))
    await this.#thread.terminate()
  }

  #take(message: FromAnalysis): void {
    if (message.type === 'failed') return this.#fail(new AppError(message.code, message.message))
    const { counted, last } = message
    this.#latest = { counted, last, samples: [...(this.#latest?.samples ?? []), ...message.samples] }
    this.#wake()
  }

  #fail(problem: AppError): void {
    this.#problem ??= problem
    this.#wake()
  }
}

function unexpected(cause?: unknown): AppError {
  return new AppError('INTERNAL', 'The analysis ended unexpectedly.', { cause })
}
