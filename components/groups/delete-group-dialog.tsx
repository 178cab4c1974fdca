'use client'

import { nameText } from '#lib/format/names.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { DeleteDialog } from '#components/ui/delete-dialog.tsx'
import { toastDone } from '#components/ui/toasts.ts'
import type { GroupDetail } from '#lib/contract/groups.ts'
import { plural } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { clusterKeys } from '#lib/queries/clusters.ts'
import { removeGroup } from '#lib/queries/group-offsets.ts'
import { groupKeys } from '#lib/queries/groups.ts'

/** Deletes a group with all that it has committed. */
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
  const removal = useMutation({
    mutationFn: (reason: string) => removeGroup({ cluster, group: group.id }, reason),
    onSuccess: () => {
      toastDone(`${nameText(group.id)} was deleted`)
      client.removeQueries({ queryKey: groupKeys.one(cluster, group.id) })
      void client.invalidateQueries({ queryKey: clusterKeys.one(cluster) })
      router.push(pagePaths.groups(cluster))
    },
  })
  return (
    <DeleteDialog
      name={group.id}
      what="the group"
      button="Delete group and offsets"
      removal={removal}
      onClose={onClose}
    >
      <p className="mb-3 text-muted">
        What it has committed on {plural(group.topics.length, 'topic')} is lost: a consumer that comes back under this
        name starts where its own settings say.
      </p>
    </DeleteDialog>
  )
}
