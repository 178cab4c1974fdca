import type { ReplayJob } from '#lib/contract/replays.ts'
import { AppError } from '#lib/errors.ts'
import { audited } from '#server/audit/record-audit.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { pause } from '#server/kafka/transactions/retrying.ts'
import { hasEnded, type JobWish } from '#server/replay-ledger/job.ts'
import { replayRunner } from './replay-runner.ts'
import { knownTargetOf } from '#server/replay-ledger/target-cluster.ts'
import { toJob } from './to-job.ts'

/** How long the answer waits for the owner to do what is wanted; a batch takes well under a second. */
const OBEYED_WITHIN_MS = 3_000
const LOOK_EVERY_MS = 50

type Control = (ctx: ClusterCtx, input: { replay: string }) => Promise<ReplayJob>

/** Writes what is wanted of a replay, for whichever console owns it, and answers with how it stands then. @throws AppError CONFLICT when it has ended */
function control(wish: JobWish['wish'], action: string, obeyed: (state: ReplayJob['state']) => boolean): Control {
  return async (ctx, { replay }) => {
    const runner = replayRunner(ctx.cluster)
    await runner.jobs.refresh()
    const { definition, status } = runner.jobs.require(replay)
    const details = { replay, selected: definition.selected }
    const { topic } = definition.source
    const targetCluster = knownTargetOf(ctx.cluster, definition.target)
    const onlyStops = wish !== 'run'
    return audited(ctx, { action, target: topic, details, targetCluster, onlyStops }, async () => {
      if (hasEnded(status))
        throw new AppError('CONFLICT', `The replay ${replay} has ended already: it is ${status.state}.`)
      await runner.jobs.setWish(replay, { wish, by: ctx.actor.name, at: Date.now() })
      const end = performance.now() + OBEYED_WITHIN_MS
      for (;;) {
        await runner.tick()
        const job = toJob(runner, definition, runner.jobs.require(replay).status)
        if (obeyed(job.state) || performance.now() > end) return job
        await pause(LOOK_EVERY_MS, ctx.signal)
      }
    })
  }
}

const ENDED: ReplayJob['state'][] = ['completed', 'partial', 'failed', 'aborted']

export const pauseReplay = control('pause', 'replay.pause', (state) => state === 'paused' || ENDED.includes(state))
export const resumeReplay = control('run', 'replay.resume', (state) => state !== 'paused')
export const abortReplay = control('abort', 'replay.abort', (state) => ENDED.includes(state))
