'use client'

import { Ellipsis } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { IconButton } from '#components/ui/button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import type { SearchParams } from '#lib/queries/search.ts'

const ExportDialog = dynamic(() => import('./files/export-dialog.tsx').then((module) => module.ExportDialog), {
  ssr: false,
})
const ImportDialog = dynamic(() => import('./files/import-dialog.tsx').then((module) => module.ImportDialog), {
  ssr: false,
})
const ViewsDialog = dynamic(() => import('./views/views-dialog.tsx').then((module) => module.ViewsDialog), {
  ssr: false,
})

/** What is done now and then: files, saved views. */
export function MoreMenu({
  at,
  resolve,
  columns,
  whyNotProduce,
  onRun,
}: {
  at: { cluster: string; topic: string }
  resolve: ((now: number) => SearchParams) | null
  columns: readonly string[]
  whyNotProduce: string | undefined
  onRun: () => void
}) {
  const [open, setOpen] = useState<'export' | 'import' | 'views' | null>(null)
  const whyNotSave = useWhyNot(at.cluster, 'view.write', at.topic)
  const whyNotManage = useWhyNot(at.cluster, 'view.manage', at.topic)
  const close = () => setOpen(null)
  return (
    <>
      <Menu
        align="end"
        button={(props) => (
          <IconButton {...props} label="Files and saved views" look="plain">
            <Ellipsis size={15} aria-hidden />
          </IconButton>
        )}
        entries={[
          { kind: 'action', id: 'views', label: 'Saved views …', onSelect: () => setOpen('views') },
          { kind: 'line', id: 'line' },
          {
            kind: 'action',
            id: 'export',
            label: 'Export …',
            blocked: resolve === null ? 'The range is not complete yet.' : undefined,
            onSelect: () => setOpen('export'),
          },
          {
            kind: 'action',
            id: 'import',
            label: 'Import …',
            blocked: whyNotProduce,
            onSelect: () => setOpen('import'),
          },
        ]}
      />
      {open === 'export' && resolve ? (
        <ExportDialog at={at} resolve={resolve} columns={columns} onClose={close} />
      ) : null}
      {open === 'import' ? <ImportDialog at={at} onClose={close} onImported={onRun} /> : null}
      {open === 'views' ? (
        <ViewsDialog at={at} blocked={whyNotSave} blockedForOthers={whyNotManage} onClose={close} />
      ) : null}
    </>
  )
}
