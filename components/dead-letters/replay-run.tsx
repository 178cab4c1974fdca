'use client'

import { useEffect, useRef } from 'react'
import { ReplayControls } from '#components/replay-job/replay-controls.tsx'
import { ReplayProgress } from '#components/replay-job/replay-progress.tsx'
import { ReplayProof } from '#components/replay-job/replay-proof.tsx'
import { isOver } from '#components/replay-job/replay-state-tag.tsx'
import { useReplayJob } from '#components/replay-job/use-replay-job.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { pagePaths } from '#lib/page-paths.ts'

/** The last step: the run as it goes. It goes on when the page is left. */
export function ReplayRun({ cluster, replay, onDone }: { cluster: string; replay: string; onDone: () => void }) {
  const { data: job, error } = useReplayJob(cluster, replay)
  const over = job !== undefined && isOver(job.state)
  const told = useRef(onDone)
  useEffect(() => {
    told.current = onDone
  })
  useEffect(() => {
    if (over) told.current()
  }, [over])

  if (!job) return error ? <ErrorPanel what="load the replay" error={error} /> : <Skeleton className="w-64" />
  return (
    <div className="flex flex-col gap-4">
      <ReplayProgress job={job} />
      <ReplayControls cluster={cluster} job={job} />
      {over ? null : <p className="text-muted">It goes on when you leave this page.</p>}
      {over && job.sent > 0 ? <ReplayProof cluster={cluster} job={job} /> : null}
      <div>
        <ButtonLink href={pagePaths.replay(cluster, replay)} size="small">
          Result per record
        </ButtonLink>
      </div>
    </div>
  )
}
