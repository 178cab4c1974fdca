'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Button, IconButton } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Input } from '#components/ui/input.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { toastKept } from '#components/ui/toasts.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { removeView, saveView, viewsOptions } from '#lib/queries/views.ts'

/** The saved views of a topic: to open, to remove, and the one at hand to save. */
export function ViewsDialog({
  at,
  blocked,
  blockedForOthers,
  onClose,
}: {
  at: { cluster: string; topic: string }
  /** Why nothing can be saved here. */
  blocked: string | undefined
  /** Why views of others cannot be removed. */
  blockedForOthers: string | undefined
  onClose: () => void
}) {
  const views = useQuery(viewsOptions(at))
  const client = useQueryClient()
  const [name, setName] = useState('')
  const onSuccess = async () => client.invalidateQueries({ queryKey: viewsOptions(at).queryKey })
  const save = useMutation({
    mutationFn: async () => saveView(at, { name: name.trim(), query: viewOfPage() }),
    onSuccess: async (saved) => {
      if (!saved.durable) toastKept(`View “${saved.name}” saved`, false)
      setName('')
      await onSuccess()
    },
  })
  const remove = useMutation({
    mutationFn: async (id: string) => removeView(at, id),
    onSuccess: async ({ durable }) => {
      if (!durable) toastKept('View removed', false)
      await onSuccess()
    },
  })
  const error = save.error ?? remove.error
  const items = views.data?.items
  return (
    <Dialog
      open
      onClose={onClose}
      title="Saved views"
      description="Ranges, searches and columns of this topic under a name, for everybody who uses this console."
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          if (blocked === undefined && name.trim() !== '') save.mutate()
        }}
      >
        <Input
          aria-label="Name of the view at hand"
          placeholder="Name for what is shown now"
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.target.value)}
          className="flex-1"
        />
        <Button type="submit" look="primary" blocked={blocked} disabled={name.trim() === '' || save.isPending}>
          Save
        </Button>
      </form>
      {error ? <ErrorPanel what="change the saved views" error={error} inDialog /> : null}
      {views.error && !items ? (
        <ErrorPanel what="load the saved views" error={views.error} onRetry={() => void views.refetch()} inDialog />
      ) : null}
      {items?.length === 0 ? <p className="mt-3 text-muted">There are none yet.</p> : null}
      {items || views.error ? null : <Skeleton className="mt-3 w-full" />}
      {items && items.length > 0 ? (
        <ul aria-label="Saved views" className="mt-3 rounded-md border border-line">
          {items.map((view) => (
            <li
              key={view.id}
              className="flex min-h-9 items-center gap-2 border-b border-line pr-1.5 pl-2.5 last:border-0"
            >
              <Link
                href={`${pagePaths.topic(at.cluster, at.topic)}/messages?${view.query}`}
                prefetch={false}
                onClick={onClose}
                className="min-w-0 truncate font-medium text-accent hover:underline"
              >
                {view.name}
              </Link>
              <span className="mr-auto text-sm whitespace-nowrap text-muted">
                {view.by}, <RelativeTime at={view.at} />
              </span>
              <IconButton
                label={`Remove ${view.name}`}
                size="smallIcon"
                blocked={blocked ?? (view.own ? undefined : blockedForOthers)}
                onClick={() => remove.mutate(view.id)}
              >
                <Trash2 size={13} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      ) : null}
    </Dialog>
  )
}

/** The page's address without the record that happens to be open. */
function viewOfPage(): string {
  const query = new URLSearchParams(window.location.search)
  query.delete('record')
  query.delete('compare')
  return String(query)
}
