'use client'

import { nameText } from '#lib/format/names.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { toastDone } from '#components/ui/toasts.ts'
import type { OffsetPreview } from '#lib/contract/group-offsets.ts'
import type { GroupDetail } from '#lib/contract/groups.ts'
import { plural } from '#lib/format/numbers.ts'
import { clusterKeys } from '#lib/queries/clusters.ts'
import { fetchOffsetPreview, putOffsets } from '#lib/queries/group-offsets.ts'
import { bodyOf, OffsetTargetForm, type TargetDraft } from './offset-target-form.tsx'
import { OffsetPreviewTable } from './offset-preview-table.tsx'
import { RefusalNotice } from './refusal-notice.tsx'

/** Moves a group's offsets in two steps: where to, then what that does, and only then it is done. */
export function OffsetsDialog({
  cluster,
  group,
  onClose,
  onChanged,
}: {
  cluster: string
  group: GroupDetail
  onClose: () => void
  /** With the id by which the change can be undone. */
  onChanged: (changeId: string) => void
}) {
  const client = useQueryClient()
  const [draft, setDraft] = useState<TargetDraft>({ topic: '', to: 'earliest', value: '' })
  const [reason, setReason] = useState('')
  const [force, setForce] = useState(false)
  const place = { cluster, group: group.id }
  const preview = useMutation({ mutationFn: () => fetchOffsetPreview(place, bodyOf(draft)) })
  const apply = useMutation({
    mutationFn: (seen: OffsetPreview) =>
      putOffsets(place, { ...bodyOf(draft), reason, force, expect: seen.partitions.map(pinned) }),
    onSuccess: ({ changeId, partitions }) => {
      toastDone(`${plural(partitions.length, 'offset')} of ${nameText(group.id)} changed`)
      void client.invalidateQueries({ queryKey: clusterKeys.one(cluster) })
      onChanged(changeId)
      onClose()
    },
  })
  const seen = preview.data
  const moved = seen?.partitions.filter(({ before, after }) => after !== null && after !== before).length ?? 0
  const allowed = seen !== undefined && moved > 0 && (seen.refusal === null || (seen.forcible && force))
  const edit = (next: TargetDraft) => {
    setDraft(next)
    preview.reset()
    apply.reset()
  }

  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={`Change the offsets of ${nameText(group.id)}`}
      description="What they are now is kept, so that the change can be undone."
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          {seen ? (
            <Button
              look="primary"
              disabled={!allowed || reason.trim().length < 3 || apply.isPending}
              onClick={() => apply.mutate(seen)}
            >
              {apply.isPending ? 'Changing …' : `Change ${plural(moved, 'offset')}`}
            </Button>
          ) : (
            <Button
              look="primary"
              disabled={preview.isPending || (draft.to === 'each' && !draft.file?.offsets.length)}
              onClick={() => preview.mutate()}
            >
              {preview.isPending ? 'Working it out …' : 'Preview'}
            </Button>
          )}
        </>
      }
    >
      <OffsetTargetForm
        group={group.id}
        draft={draft}
        topics={group.topics.map(({ topic }) => topic)}
        onChange={edit}
      />
      {preview.error ? <ErrorPanel inDialog what="preview the change" error={preview.error} /> : null}
      {seen ? (
        <>
          <RefusalNotice
            refusal={seen.refusal}
            forcible={seen.forcible}
            label="Change them all the same"
            force={force}
            onForce={setForce}
          />
          <OffsetPreviewTable cluster={cluster} preview={seen} />
          {seen.refusal === null || seen.forcible ? (
            <div className="mt-3">
              <Field label="Reason" hint="Stands in the audit record.">
                {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
              </Field>
            </div>
          ) : null}
        </>
      ) : null}
      {apply.error ? <ErrorPanel inDialog what="change the offsets" error={apply.error} /> : null}
    </Dialog>
  )
}

/** The change as it was shown: exactly this is asked for. */
function pinned({ topic, partition, before, after }: OffsetPreview['partitions'][number]) {
  return { topic, partition, before, after }
}
