/**
 * A thread for what strangers may make expensive: schemas, and JSON by schemas. It is started from this file as it is, by path, does one
 * thing at a time and is ended from outside where that takes too long.
 */
import { parentPort } from 'node:worker_threads'
import { isAppError } from '#lib/errors.ts'
import { encodeInput } from '../encode.ts'
import { encodeWithSchema } from '../registry/encode-with-schema.ts'
import { compileSchema } from '../registry/compile-schema.ts'
import { printSchema } from '../registry/print-schema.ts'
import type { Reply, Task, TaskFailure } from './tasks.ts'

parentPort?.on('message', (task: Task) => reply(task))
send({ kind: 'ready' })

function reply(task: Task): void {
  try {
    const value = run(task)
    const bytes = value instanceof Uint8Array ? own(value) : null
    send({ kind: 'done', value: bytes ?? value }, bytes ? [bytes.buffer] : [])
  } catch (error) {
    send({ kind: 'failed', failure: failureOf(error) })
  }
}

function run(task: Task): unknown {
  switch (task.kind) {
    case 'compile': {
      // The text is there already where it was asked for.
      const { text: _, references: __, ...compiled } = compileSchema(task.schema)
      return compiled
    }
    case 'print':
      return printSchema(task.schema)
    case 'encode':
      return encodeWithSchema(task.schema, task)
    case 'convert':
      return encodeInput({ text: task.text, format: task.format }, task.field)
  }
}

/** The bytes in memory of their own, which can be handed over. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}

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
