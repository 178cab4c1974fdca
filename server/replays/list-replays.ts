import type { ListQuery, Page } from '#lib/contract/common.ts'
import type { ReplayJob } from '#lib/contract/replays.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { paginate } from '#server/http/paginate.ts'
import { replayRunner } from './replay-runner.ts'
import { toJob } from './to-job.ts'

/** The replays of a cluster, whichever console runs them. */
export async function listReplays({ cluster }: ClusterCtx, input: ListQuery): Promise<Page<ReplayJob>> {
  const runner = replayRunner(cluster)
  await runner.jobs.refresh()
  const jobs = runner.jobs.ids().flatMap((id) => {
    const definition = runner.jobs.definition(id)
    const status = runner.jobs.status(id)
    return definition && status ? [toJob(runner, definition, status)] : []
  })
  return paginate(jobs, input, {
    searched: ({ id, source, by, reason, state }) => `${id} ${source.topic} ${by} ${reason} ${state}`,
    column: (job, column) => job[column as 'startedAt' | 'state' | 'selected' | 'by'],
  })
}
