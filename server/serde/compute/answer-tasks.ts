import { parentPort } from 'node:worker_threads'
import { isAppError } from '#lib/errors.ts'
import type { Reply, TaskFailure } from './tasks.ts'

/** What a task comes to. `memory` is handed over with it; bytes are handed over by themselves. */
export interface Outcome {
  value: unknown
  memory?: ArrayBuffer[]
}

/** Makes this thread one that a `ComputeThread` may ask: it does one task at a time. */
export function answerTasks<Task>(run: (task: Task) => Outcome): void {
  parentPort?.on('message', (task: Task) => {
    try {
      const { value, memory = [] } = run(task)
      const bytes = value instanceof Uint8Array ? own(value) : null
      send({ kind: 'done', value: bytes ?? value }, bytes ? [bytes.buffer] : memory)
    } catch (error) {
      send({ kind: 'failed', failure: failureOf(error) })
    }
  })
  send({ kind: 'ready' })
}

/** The bytes in memory that can be handed over: a copy where they are a small part of it. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes
  if (buffer instanceof ArrayBuffer && bytes.length > LARGE_BYTES && bytes.length > buffer.byteLength / 2)
    return new Uint8Array(buffer, bytes.byteOffset, bytes.length)
  return new Uint8Array(bytes)
}

/** Less may lie in memory that Node shares among buffers. */
const LARGE_BYTES = 1 << 20

function send(message: Reply, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer)
}

function failureOf(error: unknown): TaskFailure {
  if (!isAppError(error)) {
    // Nested too deeply for the stack, or for being handed over.
    const message = error instanceof RangeError ? 'it is nested too deeply' : 'it cannot be made ready'
    return { code: 'UNDECODABLE', message }
  }
  const { code, message, issues } = error
  return { code, message, ...(issues ? { issues } : {}) }
}
