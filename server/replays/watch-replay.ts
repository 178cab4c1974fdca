import type { ClusterCtx } from '#server/http/context.ts'
import { eventFrame } from '#server/http/sse.ts'
import type { Frames } from '#server/http/stream-route.ts'
import { takeSlot } from '#server/limits/slots.ts'
import { pause } from '#server/kafka/transactions/retrying.ts'
import { hasEnded } from '#server/replay-ledger/job.ts'
import { replayRunner, type ReplayRunner } from './replay-runner.ts'
import { toJob } from './to-job.ts'

const LOOK_EVERY_MS = 200
/** A replay of another console is only seen in the state topic. */
const REFRESH_EVERY_MS = 1_000

/** The replay at once, and then whenever it has changed, until it has ended. @throws AppError NOT_FOUND */
export async function watchReplay(
  { cluster, signal, owner }: ClusterCtx,
  { replay }: { replay: string },
): Promise<Frames> {
  const runner = replayRunner(cluster)
  await runner.jobs.refresh()
  runner.jobs.require(replay)
  await takeSlot(owner, 'replayEvents')
  return frames(runner, replay, signal)
}

async function* frames(runner: ReplayRunner, replay: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  let shown = ''
  let refreshedAt = performance.now()
  while (!signal.aborted) {
    const { definition, status } = runner.jobs.require(replay)
    const job = toJob(runner, definition, status)
    const data = JSON.stringify(job)
    if (data !== shown) yield eventFrame({ event: 'job', data })
    shown = data
    if (hasEnded(job)) return
    await pause(LOOK_EVERY_MS, signal).catch(() => undefined)
    if (runner.live(replay) || performance.now() - refreshedAt < REFRESH_EVERY_MS) continue
    refreshedAt = performance.now()
    await runner.jobs.refresh().catch(() => undefined)
  }
}
