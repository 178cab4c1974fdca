import type { ReplayJob } from '#lib/contract/replays.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { replayRunner } from './replay-runner.ts'
import { toJob } from './to-job.ts'

/** @throws AppError NOT_FOUND */
export async function getReplay({ cluster }: ClusterCtx, { replay }: { replay: string }): Promise<ReplayJob> {
  const runner = replayRunner(cluster)
  await runner.jobs.refresh()
  const { definition, status } = runner.jobs.require(replay)
  return toJob(runner, definition, status)
}
