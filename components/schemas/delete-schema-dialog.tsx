'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { DeleteDialog } from '#components/ui/delete-dialog.tsx'
import { toastDone } from '#components/ui/toasts.ts'
import type { SubjectDetail } from '#lib/contract/schemas.ts'
import { plural } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { removeSchemas, schemaKeys } from '#lib/queries/schemas.ts'

/** Deletes a subject, or one of its versions where that is not its last. */
export function DeleteSchemaDialog({
  cluster,
  detail,
  version,
  onClose,
}: {
  cluster: string
  detail: SubjectDetail
  /** Null: all of them. */
  version: number | null
  onClose: () => void
}) {
  const router = useRouter()
  const client = useQueryClient()
  const [permanent, setPermanent] = useState(false)
  const { subject, versions, topics } = detail
  const name = version === null ? subject : `${subject} version ${version}`
  const removal = useMutation({
    mutationFn: (reason: string) => removeSchemas({ cluster, subject, version }, { permanent, reason }),
    onSuccess: () => {
      toastDone(`${name} was deleted`)
      router.push(version === null ? pagePaths.schemas(cluster) : pagePaths.schema(cluster, subject))
      onClose()
    },
    // What failed half-way is deleted, too, but not for good.
    onSettled: () => client.invalidateQueries({ queryKey: schemaKeys.all(cluster) }),
  })
  return (
    <DeleteDialog
      name={name}
      what={version === null ? 'the subject' : 'the version'}
      button={version === null ? 'Delete the subject' : 'Delete the version'}
      removal={removal}
      onClose={onClose}
    >
      <ul className="mb-3 list-disc pl-4 text-muted">
        <li>
          {version === null ? `${plural(versions.length, 'version')} will` : `Version ${version} will`} not be found by
          name any more: producers that ask for it fail, or register it again.
        </li>
        {topics.map(({ topic, side }) => (
          <li key={side}>
            It describes the {side}s of {topic}.
          </li>
        ))}
        <li>
          {permanent ? 'Records that name its id cannot be read any more.' : 'Records that name its id stay readable.'}
        </li>
      </ul>
      <div className="mb-3">
        <Checkbox label="Also take the schema away for good" checked={permanent} onChange={setPermanent} />
      </div>
    </DeleteDialog>
  )
}
