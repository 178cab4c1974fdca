'use client'

import { Download, Ellipsis, SquareParking, Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { Button, IconButton } from '#components/ui/button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import type { GroupDetail } from '#lib/contract/groups.ts'
import { offsetsFileUrl } from '#lib/queries/group-offsets.ts'

const OffsetsDialog = dynamic(() => import('./offsets-dialog.tsx').then((module) => module.OffsetsDialog), {
  ssr: false,
})
const DeleteGroupDialog = dynamic(
  () => import('./delete-group-dialog.tsx').then((module) => module.DeleteGroupDialog),
  { ssr: false },
)

const ParkDialog = dynamic(() => import('./park-dialog.tsx').then((module) => module.ParkDialog), { ssr: false })

/** What can be done to a group. */
export function GroupActions({
  cluster,
  group,
  onChanged,
}: {
  cluster: string
  group: GroupDetail
  onChanged: (changeId: string) => void
}) {
  const [open, setOpen] = useState<'offsets' | 'park' | 'delete' | null>(null)
  const mayChange = useWhyNot(cluster, 'group.alter')
  const mayDelete = useWhyNot(cluster, 'group.delete')
  const live = group.members.length > 0 ? 'Members are connected: stop them first.' : undefined
  return (
    <>
      <Button blocked={mayChange} onClick={() => setOpen('offsets')}>
        Change offsets …
      </Button>
      <Menu
        align="end"
        button={(props) => (
          <IconButton {...props} label="More about this group" look="plain">
            <Ellipsis size={15} aria-hidden />
          </IconButton>
        )}
        entries={[
          {
            kind: 'action',
            id: 'park',
            blocked: mayChange ?? unmovable(group),
            onSelect: () => setOpen('park'),
            label: (
              <>
                <SquareParking size={14} aria-hidden /> Park a record …
              </>
            ),
          },
          {
            kind: 'action',
            id: 'export',
            onSelect: () => window.location.assign(offsetsFileUrl({ cluster, group: group.id })),
            label: (
              <>
                <Download size={14} aria-hidden /> Offsets as CSV
              </>
            ),
          },
          { kind: 'line', id: 'line' },
          {
            kind: 'action',
            id: 'delete',
            danger: true,
            blocked: mayDelete ?? live,
            onSelect: () => setOpen('delete'),
            label: (
              <>
                <Trash2 size={14} aria-hidden /> Delete group …
              </>
            ),
          },
        ]}
      />
      {open === 'offsets' ? (
        <OffsetsDialog cluster={cluster} group={group} onClose={() => setOpen(null)} onChanged={onChanged} />
      ) : null}
      {open === 'park' ? (
        <ParkDialog cluster={cluster} group={group} onClose={() => setOpen(null)} onChanged={onChanged} />
      ) : null}
      {open === 'delete' ? <DeleteGroupDialog cluster={cluster} group={group} onClose={() => setOpen(null)} /> : null}
    </>
  )
}

/** Only these types keep one offset per partition that can be moved by one. */
function unmovable({ type }: GroupDetail): string | undefined {
  return type === 'classic' || type === 'consumer' ? undefined : `A ${type} group cannot be moved past one record.`
}
