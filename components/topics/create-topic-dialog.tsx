'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input, Textarea } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import { toastDone } from '#components/ui/toasts.ts'
import { isAppError } from '#lib/errors.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { clusterKeys } from '#lib/queries/clusters.ts'
import { postTopic } from '#lib/queries/topics.ts'
import { emptyDraft, toCreateTopicBody, type TopicDraft } from './topic-draft.ts'

const FORM = 'create-topic'

const POLICIES = [
  { value: 'default', label: 'As the broker says' },
  { value: 'delete', label: 'Delete after a while' },
  { value: 'compact', label: 'Compact: newest per key' },
  { value: 'compact,delete', label: 'Compact, and delete after a while' },
] as const

/** Creates a topic; what the form leaves empty, the broker decides. */
export function CreateTopicDialog({ cluster, onClose }: { cluster: string; onClose: () => void }) {
  const router = useRouter()
  const client = useQueryClient()
  const [draft, setDraft] = useState<TopicDraft>(emptyDraft)
  const change = (part: Partial<TopicDraft>) => setDraft((current) => ({ ...current, ...part }))

  const create = useMutation({
    mutationFn: ({ validateOnly }: { validateOnly: boolean }) =>
      postTopic(cluster, { ...toCreateTopicBody(draft), validateOnly }),
    onSuccess: (topic) => {
      if (!topic.created) return
      toastDone(`${topic.name} was created`)
      void client.invalidateQueries({ queryKey: clusterKeys.one(cluster) })
      router.push(pagePaths.topic(cluster, topic.name))
    },
  })
  const issues = isAppError(create.error) ? (create.error.issues ?? []) : []
  const issueOf = (path: string) =>
    issues.find((issue) => issue.path === path || issue.path.startsWith(`${path}.`))?.message
  const checked = create.data?.created === false

  return (
    <Dialog
      open
      onClose={onClose}
      title="Create a topic"
      footer={
        <>
          {checked ? <span className="mr-auto text-ok">The broker would create it like this.</span> : null}
          <Button
            disabled={create.isPending || draft.name === ''}
            onClick={() => create.mutate({ validateOnly: true })}
          >
            Check
          </Button>
          <Button look="primary" type="submit" form={FORM} disabled={create.isPending}>
            {create.isPending ? 'Creating …' : 'Create'}
          </Button>
        </>
      }
    >
      <form
        id={FORM}
        className="flex flex-col gap-3"
        onChange={() => create.reset()}
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate({ validateOnly: false })
        }}
      >
        <Field label="Name" error={issueOf('name')}>
          {(control) => (
            <Input
              {...control}
              required
              maxLength={249}
              pattern="[a-zA-Z0-9._\-]+"
              title="Letters, digits, . _ and -"
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <div className="grid grid-cols-2 gap-3">
          <Field label="Partitions" optional error={issueOf('partitions')}>
            {(control) => (
              <Input
                {...control}
                type="number"
                min={1}
                max={10000}
                value={draft.partitions}
                onChange={(event) => change({ partitions: event.target.value })}
              />
            )}
          </Field>
          <Field label="Replication factor" optional error={issueOf('replicationFactor')}>
            {(control) => (
              <Input
                {...control}
                type="number"
                min={1}
                max={32}
                value={draft.replicationFactor}
                onChange={(event) => change({ replicationFactor: event.target.value })}
              />
            )}
          </Field>
        </div>
        <Field label="Old records">
          {(control) => (
            <Select
              {...control}
              value={draft.cleanupPolicy}
              options={POLICIES}
              onChange={(cleanupPolicy) => change({ cleanupPolicy })}
            />
          )}
        </Field>
        {draft.cleanupPolicy.includes('delete') ? (
          <Field label="Kept for, in hours" optional error={issueOf('config.retention.ms')}>
            {(control) => (
              <Input
                {...control}
                type="number"
                min={-1}
                placeholder="168; -1 for ever"
                value={draft.retentionHours}
                onChange={(event) => change({ retentionHours: event.target.value })}
              />
            )}
          </Field>
        ) : null}
        <Field
          label="Further configuration"
          optional
          hint="One per line: min.insync.replicas=2"
          error={issueOf('config')}
        >
          {(control) => (
            <Textarea
              {...control}
              spellCheck={false}
              className="font-mono text-sm"
              value={draft.config}
              onChange={(event) => change({ config: event.target.value })}
            />
          )}
        </Field>
        <Field label="Reason" optional hint="Stands in the audit record." error={issueOf('reason')}>
          {(control) => (
            <Input {...control} value={draft.reason} onChange={(event) => change({ reason: event.target.value })} />
          )}
        </Field>
      </form>
      {create.error && issues.length === 0 ? (
        <ErrorPanel inDialog what="create the topic" error={create.error} />
      ) : null}
    </Dialog>
  )
}
