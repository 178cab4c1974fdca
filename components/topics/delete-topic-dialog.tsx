'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { toastDone } from '#components/ui/toasts.ts'
import type { TopicSummary } from '#lib/contract/topics.ts'
import { formatBytes, formatCount, plural } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { clusterKeys } from '#lib/queries/clusters.ts'
import { removeTopic, topicKeys } from '#lib/queries/topics.ts'

const FORM = 'delete-topic'

/** Deletes a topic: says what is lost, and wants its name typed and a reason. */
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
  const [name, setName] = useState('')
  const [reason, setReason] = useState('')
  const remove = useMutation({
    mutationFn: () => removeTopic(cluster, topic.name, reason),
    onSuccess: () => {
      toastDone(`${topic.name} was deleted`)
      client.removeQueries({ queryKey: topicKeys.one(cluster, topic.name) })
      void client.invalidateQueries({ queryKey: clusterKeys.one(cluster) })
      router.push(pagePaths.topics(cluster))
    },
  })
  const ready = name === topic.name && reason.trim().length >= 3

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Delete ${topic.name}`}
      description="This cannot be undone."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" type="submit" form={FORM} disabled={!ready || remove.isPending}>
            {remove.isPending ? 'Deleting …' : 'Delete topic and records'}
          </Button>
        </>
      }
    >
      <ul className="mb-3 list-disc pl-4 text-muted">
        <li>
          {topic.records === null ? 'All its records' : `About ${formatCount(topic.records)} records`}
          {topic.sizeBytes === null ? '' : `, ${formatBytes(topic.sizeBytes)} on disk,`} are lost.
        </li>
        {topic.groups ? <li>{plural(topic.groups, 'consumer group')} with offsets on it will find it gone.</li> : null}
        <li>Where the brokers create topics by themselves, a running producer brings it back, empty.</li>
      </ul>
      <form
        id={FORM}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) remove.mutate()
        }}
      >
        <Field label={<>Type {topic.name} to confirm</>}>
          {(control) => <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label="Reason" hint="Stands in the audit record.">
          {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
      </form>
      {remove.error ? <ErrorPanel inDialog what="delete the topic" error={remove.error} /> : null}
    </Dialog>
  )
}
