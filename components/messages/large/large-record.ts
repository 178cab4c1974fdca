import type { FromWorker, LargeAnswer, LargeCall, ToWorker } from './large-calls.ts'
import type { LargeDocument, LargeSource } from './large-document.ts'

interface Waiting {
  resolve: (answer: unknown) => void
  reject: (error: Error) => void
}

/** A large key or value that is loaded, parsed and cut into lines in a worker; the page only ever sees what it shows. */
export class LargeRecord {
  readonly #source: LargeSource
  #worker: Worker | undefined
  readonly #waiting = new Map<number, Waiting>()
  readonly #listeners = new Set<() => void>()
  #last = 0
  #progress = 0

  constructor(source: LargeSource) {
    this.#source = source
  }

  /** Calls a method of the document in the worker, which is started by the first call. */
  async call<Call extends LargeCall>(call: Call, ...args: Parameters<LargeDocument[Call]>): Promise<LargeAnswer<Call>> {
    this.#last += 1
    const id = this.#last
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    this.#send({ id, call, args })
    return answer as Promise<LargeAnswer<Call>>
  }

  /** How much is loaded, from 0 to 1. */
  readonly progress = (): number => this.#progress

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    this.#worker?.terminate()
    this.#worker = undefined
    this.#waiting.clear()
  }

  #send(message: ToWorker): void {
    this.#worker ??= this.#start()
    this.#worker.postMessage(message)
  }

  #start(): Worker {
    const worker = new Worker(new URL('./large.worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.#take(data))
    worker.addEventListener('error', () => this.#failAll('This browser could not start the viewer.'))
    worker.postMessage({ source: this.#source } satisfies ToWorker)
    return worker
  }

  #take(message: FromWorker): void {
    if ('progress' in message) {
      this.#progress = message.progress
      for (const listener of this.#listeners) listener()
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if ('error' in message) waiting?.reject(new Error(message.error))
    else waiting?.resolve(message.answer)
  }

  #failAll(text: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(text))
    this.#waiting.clear()
  }
}
