'use client'

import { clsx } from 'clsx'
import { RotateCw } from 'lucide-react'
import { isAppError, RETRYABLE } from '#lib/errors.ts'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { StatusShape } from './status-tag.tsx'

/** What failed and why, whether it is tried again, and a button to do so now. The rest of the page goes on. */
export function ErrorPanel({
  what,
  error,
  onRetry,
  retrying = false,
  once = false,
  inDialog = false,
}: {
  /** Continues "Could not …": `load the topics`. */
  what: string
  error: Error
  onRetry?: () => void
  /** A try is under way. */
  retrying?: boolean
  /** A stream that ended: it is not tried again by itself. */
  once?: boolean
  /** Below a form, where the dialog keeps the distance to its edges. */
  inDialog?: boolean
}) {
  const known = isAppError(error) ? error : null
  // Some messages are made of their only issue.
  const issues = known?.issues?.filter(({ message }) => !known.message.includes(message)) ?? []
  const again = !once && known !== null && RETRYABLE[known.code]
  return (
    <div
      role="alert"
      className={clsx('flex gap-3 rounded-lg border border-line bg-surface px-4 py-3', inDialog ? 'mt-4' : 'm-4')}
    >
      <StatusShape tone="bad" className="mt-1.5 text-bad" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">Could not {what}</p>
        <p className="mt-0.5 break-words text-muted">{known ? error.message : 'Something in this page went wrong.'}</p>
        {issues.map((issue) => (
          <p key={`${issue.path}${issue.message}`} className="text-muted">
            <span className="font-mono text-sm">{issue.path}</span>: {issue.message}
          </p>
        ))}
        <div className="mt-1.5 flex flex-wrap items-center gap-x-3 text-sm text-faint">
          {again ? (
            <span className="text-muted">{retrying ? 'Trying again now …' : 'Tried again every few seconds.'}</span>
          ) : null}
          {known ? <span className="font-mono">{known.code}</span> : null}
          {known?.requestId ? (
            <span className="inline-flex items-center gap-1">
              request <span className="font-mono">{known.requestId}</span>
              <CopyButton value={known.requestId} label="Copy the request id" />
            </span>
          ) : null}
        </div>
      </div>
      {onRetry ? (
        <Button size="small" onClick={onRetry} disabled={retrying}>
          <RotateCw size={13} aria-hidden className={retrying ? 'animate-spin' : ''} />
          Try again
        </Button>
      ) : null}
    </div>
  )
}
