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
import type { GroupDetail } from '#lib/contract/groups.ts'
import { plural } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { clusterKeys } from '#lib/queries/clusters.ts'
import { removeGroup } from '#lib/queries/group-offsets.ts'
import { groupKeys } from '#lib/queries/groups.ts'

const FORM = 'delete-group'

/** Deletes a group: says what is lost, and wants its name typed and a reason. */
export function DeleteGroupDialog({
  cluster,
  group,
  onClose,
}: {
  cluster: string
  group: GroupDetail
  onClose: () => void
}) {
  const router = useRouter()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [reason, setReason] = useState('')
  const remove = useMutation({
    mutationFn: () => removeGroup({ cluster, group: group.id }, reason),
    onSuccess: () => {
      toastDone(`${group.id} was deleted`)
      client.removeQueries({ queryKey: groupKeys.one(cluster, group.id) })
      void client.invalidateQueries({ queryKey: clusterKeys.one(cluster) })
      router.push(pagePaths.groups(cluster))
    },
  })
  const ready = name === group.id && reason.trim().length >= 3
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Delete ${group.id}`}
      description="This cannot be undone."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" type="submit" form={FORM} disabled={!ready || remove.isPending}>
            {remove.isPending ? 'Deleting …' : 'Delete group and offsets'}
          </Button>
        </>
      }
    >
      <p className="mb-3 text-muted">
        What it has committed on {plural(group.topics.length, 'topic')} is lost: a consumer that comes back under this
        name starts where its own settings say.
      </p>
      <form
        id={FORM}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) remove.mutate()
        }}
      >
        <Field label={<>Type {group.id} to confirm</>}>
          {(control) => <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label="Reason" hint="Stands in the audit record.">
          {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
      </form>
      {remove.error ? <ErrorPanel inDialog what="delete the group" error={remove.error} /> : null}
    </Dialog>
  )
}
