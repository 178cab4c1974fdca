'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Field } from '#components/ui/field.tsx'
import { Textarea } from '#components/ui/input.tsx'
import type { ReplayJob } from '#lib/contract/replays.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { replayOptions, sendApproval } from '#lib/queries/replays.ts'

/** The second pair of eyes: lets a replay run that somebody else asked for. */
export function ApproveDialog({ cluster, job, onClose }: { cluster: string; job: ReplayJob; onClose: () => void }) {
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const approve = useMutation({
    mutationFn: () => sendApproval(cluster, job.id, reason.trim()),
    onSuccess: (data) => {
      client.setQueryData(replayOptions(cluster, job.id).queryKey, data)
      onClose()
    },
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title="Approve this replay"
      description={`${job.by} asked for it: ${formatCount(job.selected)} records of ${job.source.topic}. “${job.reason}”`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            disabled={reason.trim().length < 3 || approve.isPending}
            onClick={() => approve.mutate()}
          >
            Let it run
          </Button>
        </>
      }
    >
      <Field label="Reason" hint="Stands in the audit record, with your name.">
        {(control) => <Textarea {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      {approve.error ? <ErrorPanel what="approve it" error={approve.error} /> : null}
    </Dialog>
  )
}
