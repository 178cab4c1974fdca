'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import dynamic from 'next/dynamic'
import { parseAsBoolean, useQueryState } from 'nuqs'
import { PageHeader } from '#components/app-shell/page-header.tsx'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useTableState } from '#components/data-table/use-table-state.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { pagePaths } from '#lib/page-paths.ts'
import { fetchTopics, topicListOptions, type TopicListQuery } from '#lib/queries/topics.ts'
import { topicColumns } from './topic-columns.tsx'

const CreateTopicDialog = dynamic(
  () => import('./create-topic-dialog.tsx').then((module) => module.CreateTopicDialog),
  { ssr: false },
)

/** All topics of a cluster. */
export function TopicsPage({ cluster }: { cluster: string }) {
  const state = useTableState({ sort: 'name' })
  const [internal, setInternal] = useQueryState('internal', parseAsBoolean.withDefault(false))
  const [creating, setCreating] = useQueryState('create', parseAsBoolean.withDefault(false))
  const whyNot = useWhyNot(cluster, 'topic.create')
  const query: TopicListQuery = { ...state.query, internal: internal ? 'true' : 'false' }
  const topics = useQuery(topicListOptions(cluster, query))

  const create = (
    <Button look="primary" blocked={whyNot} onClick={() => void setCreating(true)}>
      <Plus size={14} aria-hidden />
      Create topic
    </Button>
  )
  return (
    <>
      <PageHeader title="Topics" actions={create} />
      <DataTable
        name="topics"
        noun={['topic', 'topics']}
        columns={topicColumns}
        state={state}
        result={topics}
        loadPage={(page) => fetchTopics(cluster, { ...query, ...page })}
        rowId={(topic) => topic.name}
        target={{ href: (topic) => pagePaths.topic(cluster, topic.name) }}
        filters={<Switch label="Internal" checked={internal} onChange={(on) => void setInternal(on || null)} />}
        empty={
          <EmptyState title="No topics yet" action={create}>
            This cluster has no topic of an application, or none that this console is allowed to see. Internal ones show
            with the switch above.
          </EmptyState>
        }
      />
      {creating ? <CreateTopicDialog cluster={cluster} onClose={() => void setCreating(null)} /> : null}
    </>
  )
}
