'use client'

import { ButtonLink } from '#components/ui/button.tsx'
import { pagePaths } from '#lib/page-paths.ts'
import { LiveView } from './live-view.tsx'
import { useLiveState } from './use-live-state.ts'

/** The records of a topic as they arrive. */
export function LiveTab({ cluster, topic }: { cluster: string; topic: string }) {
  const state = useLiveState()
  return (
    <LiveView
      cluster={cluster}
      topics={[topic]}
      state={state}
      links={
        <ButtonLink
          size="small"
          look="quiet"
          href={`${pagePaths.live(cluster)}?topics=${encodeURIComponent(topic)}`}
          data-tip="Watch other topics in the same list"
        >
          Add topics
        </ButtonLink>
      }
    />
  )
}
