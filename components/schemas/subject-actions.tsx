'use client'

import { useQuery } from '@tanstack/react-query'
import { Ellipsis, Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { Button, IconButton } from '#components/ui/button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import type { SubjectDetail } from '#lib/contract/schemas.ts'
import { schemaVersionOptions } from '#lib/queries/schemas.ts'

const RegisterDialog = dynamic(() => import('./register-dialog.tsx').then((module) => module.RegisterDialog), {
  ssr: false,
})
const DeleteSchemaDialog = dynamic(
  () => import('./delete-schema-dialog.tsx').then((module) => module.DeleteSchemaDialog),
  { ssr: false },
)

/** What can be done to a subject: the next version, or deleting one or all. */
export function SubjectActions({
  cluster,
  detail,
  version,
}: {
  cluster: string
  detail: SubjectDetail
  /** The one that is shown. */
  version: number
}) {
  const [open, setOpen] = useState<'register' | 'version' | 'subject' | null>(null)
  const whyNotRegister = useWhyNot(cluster, 'schema.register')
  const whyNotDelete = useWhyNot(cluster, 'schema.delete')
  const latest = useQuery(schemaVersionOptions(cluster, detail.subject, detail.versions[0] ?? version))
  const close = () => setOpen(null)
  const deletion = (id: 'version' | 'subject', text: string) => ({
    kind: 'action' as const,
    id,
    danger: true,
    blocked: whyNotDelete,
    onSelect: () => setOpen(id),
    label: (
      <>
        <Trash2 size={14} aria-hidden /> {text}
      </>
    ),
  })
  return (
    <>
      <Button
        blocked={whyNotRegister ?? (latest.data ? undefined : 'The latest version is not loaded yet.')}
        onClick={() => setOpen('register')}
      >
        New version …
      </Button>
      <Menu
        align="end"
        button={(props) => (
          <IconButton {...props} label="More about this subject" look="plain">
            <Ellipsis size={15} aria-hidden />
          </IconButton>
        )}
        entries={[
          ...(detail.versions.length > 1 ? [deletion('version', `Delete version ${version} …`)] : []),
          deletion('subject', 'Delete subject …'),
        ]}
      />
      {open === 'register' && latest.data ? (
        <RegisterDialog
          cluster={cluster}
          subject={detail.subject}
          latest={latest.data}
          level={detail.compatibility}
          onClose={close}
        />
      ) : null}
      {open === 'version' || open === 'subject' ? (
        <DeleteSchemaDialog
          cluster={cluster}
          detail={detail}
          version={open === 'version' ? version : null}
          onClose={close}
        />
      ) : null}
    </>
  )
}
