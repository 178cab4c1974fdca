'use client'

import { PageHeader } from '#components/app-shell/page-header.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { LiveView } from './live-view.tsx'
import { TopicPicker } from './topic-picker.tsx'
import { useLiveState } from './use-live-state.ts'

/** The records of several topics as they arrive, in one list. */
export function LivePage({ cluster }: { cluster: string }) {
  const state = useLiveState()
  const topics = [...new Set(state.query.topics)]
  return (
    <>
      <PageHeader title="Live" />
      <TopicPicker
        cluster={cluster}
        chosen={topics}
        onChange={(chosen) =>
          void state.set({ topics: chosen.length > 0 ? chosen : null, record: null, partition: null })
        }
      />
      {topics.length === 0 ? (
        <EmptyState title="No topic chosen">
          Choose the topics to watch: their records appear here as they arrive, in one list.
        </EmptyState>
      ) : (
        <LiveView cluster={cluster} topics={topics} state={state} />
      )}
    </>
  )
}
