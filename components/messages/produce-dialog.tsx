'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import { toastDone } from '#components/ui/toasts.ts'
import { isAppError } from '#lib/errors.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { postMessage, type RecordAt } from '#lib/queries/messages.ts'
import { topicKeys } from '#lib/queries/topics.ts'
import { BytesField } from './bytes-field.tsx'
import { HeaderFields } from './header-fields.tsx'
import { emptyDraft, type ProduceDraft, toProduceBody } from './produce-draft.ts'

const FORM = 'produce-record'

const CODECS = (['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const).map((value) => ({
  value,
  label: value === 'none' ? 'Not compressed' : value,
}))

/** Writes a record to the topic, from nothing or from one that is there. */
export function ProduceDialog({
  at,
  partitions,
  initial = emptyDraft,
  onClose,
  onProduced,
}: {
  at: { cluster: string; topic: string }
  partitions: number
  initial?: ProduceDraft | undefined
  onClose: () => void
  onProduced: (first: RecordAt) => void
}) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(initial)
  const change = (part: Partial<ProduceDraft>) => setDraft((current) => ({ ...current, ...part }))
  const produce = useMutation({
    mutationFn: () => postMessage(at, toProduceBody(draft)),
    onSuccess: ({ records }) => {
      const [first] = records
      if (!first) return
      const what = records.length === 1 ? 'The record was' : `${formatCount(records.length)} records were`
      toastDone(`${what} written`, `Partition ${first.partition}, offset ${formatCount(first.offset)}`)
      void client.invalidateQueries({ queryKey: [...topicKeys.one(at.cluster, at.topic), 'summary'] })
      onProduced(first)
      onClose()
    },
  })
  const issues = isAppError(produce.error) ? (produce.error.issues ?? []) : []
  const issueOf = (path: string) =>
    issues.find((issue) => issue.path === path || issue.path.startsWith(`${path}.`))?.message
  const keyed = partitions === 1 ? 'The only one' : draft.key.isNull ? 'Any' : 'By the key'

  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={`Produce to ${at.topic}`}
      description="Written as it stands here and acknowledged by all in-sync replicas. It cannot be taken back."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={FORM} disabled={produce.isPending}>
            {produce.isPending ? 'Writing …' : 'Produce'}
          </Button>
        </>
      }
    >
      <form
        id={FORM}
        className="flex flex-col gap-3"
        onChange={() => produce.reset()}
        onSubmit={(event) => {
          event.preventDefault()
          produce.mutate()
        }}
      >
        <BytesField
          label="Key"
          rows={1}
          draft={draft.key}
          subject={`${at.topic}-key`}
          error={issueOf('key')}
          onChange={(key) => change({ key })}
        />
        <BytesField
          label="Value"
          rows={8}
          draft={draft.value}
          subject={`${at.topic}-value`}
          error={issueOf('value')}
          onChange={(value) => change({ value })}
        />
        <HeaderFields headers={draft.headers} issueOf={issueOf} onChange={(headers) => change({ headers })} />
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
          <Field label="Partition" error={issueOf('partition')}>
            {(control) => (
              <Input
                {...control}
                type="number"
                min={0}
                max={partitions - 1}
                placeholder={keyed}
                value={draft.partition}
                onChange={(event) => change({ partition: event.target.value })}
              />
            )}
          </Field>
          <Field label="Compression">
            {({ id }) => (
              <Select
                id={id}
                label="Compression"
                value={draft.compression}
                options={CODECS}
                onChange={(compression) => change({ compression })}
              />
            )}
          </Field>
          <Field label="Copies" error={issueOf('count')}>
            {(control) => (
              <Input
                {...control}
                type="number"
                required
                min={1}
                max={1000}
                value={draft.count}
                onChange={(event) => change({ count: event.target.value })}
              />
            )}
          </Field>
          <Field label="Reason" optional error={issueOf('reason')}>
            {(control) => (
              <Input
                {...control}
                placeholder="For the audit record"
                value={draft.reason}
                onChange={(event) => change({ reason: event.target.value })}
              />
            )}
          </Field>
        </div>
      </form>
      {produce.error && issues.length === 0 ? <ErrorPanel what="write the record" error={produce.error} /> : null}
    </Dialog>
  )
}
