'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { DeleteDialog } from '#components/ui/delete-dialog.tsx'
import { toastDone } from '#components/ui/toasts.ts'
import type { TopicSummary } from '#lib/contract/topics.ts'
import { formatBytes, formatCount, plural } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { clusterKeys } from '#lib/queries/clusters.ts'
import { removeTopic, topicKeys } from '#lib/queries/topics.ts'

/** Deletes a topic with its records. */
export function DeleteTopicDialog({
  cluster,
  topic,
  onClose,
}: {
  cluster: string
  topic: TopicSummary
  onClose: () => void
}) {
  const router = useRouter()
  const client = useQueryClient()
  const removal = useMutation({
    mutationFn: (reason: string) => removeTopic(cluster, topic.name, reason),
    onSuccess: () => {
      toastDone(`${topic.name} was deleted`)
      client.removeQueries({ queryKey: topicKeys.one(cluster, topic.name) })
      void client.invalidateQueries({ queryKey: clusterKeys.one(cluster) })
      router.push(pagePaths.topics(cluster))
    },
  })
  return (
    <DeleteDialog
      name={topic.name}
      what="the topic"
      button="Delete topic and records"
      removal={removal}
      onClose={onClose}
    >
      <ul className="mb-3 list-disc pl-4 text-muted">
        <li>
          {topic.records === null ? 'All its records' : `About ${formatCount(topic.records)} records`}
          {topic.sizeBytes === null ? '' : `, ${formatBytes(topic.sizeBytes)} on disk,`} are lost.
        </li>
        {topic.groups ? <li>{plural(topic.groups, 'consumer group')} with offsets on it will find it gone.</li> : null}
        <li>Where the brokers create topics by themselves, a running producer brings it back, empty.</li>
      </ul>
    </DeleteDialog>
  )
}
