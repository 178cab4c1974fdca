'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '#components/ui/button.tsx'
import { toastDone, toastFailed } from '#components/ui/toasts.ts'
import { plural } from '#lib/format/numbers.ts'
import { clusterKeys } from '#lib/queries/clusters.ts'
import { undoOffsetChange } from '#lib/queries/group-offsets.ts'

/** After a change of offsets: the way back. It stands in the URL, so that a link of it can be passed on. */
export function UndoBar({
  cluster,
  group,
  changeId,
  onClose,
}: {
  cluster: string
  group: string
  changeId: string
  onClose: () => void
}) {
  const client = useQueryClient()
  const undo = useMutation({
    mutationFn: () => undoOffsetChange({ cluster, group }, { changeId, reason: 'undone from the page of the group' }),
    onSuccess: ({ partitions }) => {
      toastDone(`${plural(partitions.length, 'offset')} of ${group} put back`)
      void client.invalidateQueries({ queryKey: clusterKeys.one(cluster) })
      onClose()
    },
    onError: (error) => toastFailed('The offsets were not put back', error),
  })
  return (
    <div className="mx-4 mt-1.5 flex flex-wrap items-center gap-3 rounded-lg border border-line bg-info-soft px-3 py-2">
      <p className="min-w-0 flex-1 max-sm:basis-full">
        The offsets of this group were changed; what they were is kept.
      </p>
      <Button size="small" disabled={undo.isPending} onClick={() => undo.mutate()}>
        {undo.isPending ? 'Putting them back …' : 'Undo the change'}
      </Button>
      <Button size="small" look="quiet" onClick={onClose}>
        Dismiss
      </Button>
    </div>
  )
}
