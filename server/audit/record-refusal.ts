import type { AppError } from '#lib/errors.ts'
import { kafkaErrorOf } from '#server/kafka/transactions/retrying.ts'
import { singleton } from '#server/singleton.ts'
import type { Refusal } from '#server/http/note-refusal.ts'
import { endOf, intentOf } from './audit-entry.ts'
import { isRecorded } from './record-audit.ts'
import { RefusalSampler } from './refusal-sampler.ts'
import { writeHome } from './write-audit.ts'

const REFUSALS = new Set<AppError['code']>(['UNAUTHENTICATED', 'FORBIDDEN', 'READ_ONLY', 'MISDIRECTED'])
const ACTION = 'request.refused'

const sampler = () =>
  singleton(
    'audit.refusals',
    () =>
      new RefusalSampler((leftOut) => {
        const action = { action: ACTION, target: `${leftOut} more requests`, details: { leftOut } }
        const intent = intentOf(null, action, { actor: 'tailrace', requestId: '-' })
        const problem = 'They were refused within a minute of others like them, and are not recorded one by one.'
        void writeHome(null, endOf(intent, action, { result: 'refused', problem }))
      }),
  )

/** Records that the console refused a request; sampled, and never on the cluster that it was about. What a broker refused is no refusal of the console. */
export function recordRefusal(error: AppError, { cluster, target, key, ...who }: Refusal): void {
  if (!REFUSALS.has(error.code) || isRecorded(error) || kafkaErrorOf(error) !== undefined) return
  if (!sampler().take(key)) return
  const action = { action: ACTION, target, details: { code: error.code } }
  const intent = intentOf(cluster, action, who)
  void writeHome(cluster, endOf(intent, action, { result: 'refused', problem: error.message }))
}
