/**
 * A thread that evaluates the expressions of live tails, of one batch of records after the other. It is started from this file as it is, by
 * path: Node strips the types, bundled or not.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { isAppError } from '#lib/errors.ts'
import { Pulse } from '#server/search/worker/protocol.ts'
import { Serde } from '#server/serde/serde.ts'
import type { ExpressionJob, FromThread, ToThread } from './protocol.ts'
import { Sieve } from './sieve.ts'

const pulse = new Pulse(workerData as SharedArrayBuffer)
const serdes = new Map<string, Serde>()
const sieves = new Map<string, Sieve>()

parentPort?.on('message', (message: ToThread) => {
  if (message.type === 'forget') {
    sieves.delete(message.jobId)
    return
  }
  const { id } = message
  sift(message).then(
    (sifted) => send({ type: 'sifted', id, sifted }),
    (error: unknown) => send({ type: 'failed', id, ...failureOf(error) }),
  )
})

async function sift({ jobId, job, parts, bytes }: Extract<ToThread, { type: 'sift' }>) {
  const sieve = job ? new Sieve(job, { serde: serdeFor(job), pulse }) : sieves.get(jobId)
  if (!sieve) throw new Error('The expression is not known.')
  sieves.set(jobId, sieve)
  return sieve.sift(parts, bytes)
}

function serdeFor({ clusterId, serde: settings }: ExpressionJob): Serde {
  const serde = serdes.get(clusterId) ?? new Serde(settings)
  serdes.set(clusterId, serde)
  return serde
}

function send(message: FromThread): void {
  parentPort?.postMessage(message)
}

function failureOf(error: unknown): Omit<Extract<FromThread, { type: 'failed' }>, 'type' | 'id'> {
  if (!isAppError(error)) return { code: 'INTERNAL', message: error instanceof Error ? error.message : '' }
  const { code, message, issues } = error
  return { code, message, ...(issues ? { issues } : {}) }
}
