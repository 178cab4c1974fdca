'use client'

import { X } from 'lucide-react'
import { IconButton } from '#components/ui/button.tsx'
import { StatusShape, type Tone } from '#components/ui/status-tag.tsx'
import type { TailGapReason } from '#lib/contract/tail.ts'
import type { TailNotice } from './tail-store.ts'

const SHOWN = 3

const TONE: Record<TailGapReason, Tone> = {
  expired: 'warn',
  truncated: 'bad',
  recreated: 'warn',
  deleted: 'warn',
  undecodable: 'bad',
  unreachable: 'warn',
  recovered: 'ok',
  partitionsAdded: 'info',
}

const LOOK: Record<Tone, string> = {
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  info: 'bg-info-soft text-info',
  idle: 'bg-sunken text-muted',
}

/** What a reader must know to trust the list: what it does not show, and why. */
export function LiveNotices({
  notices,
  onDismiss,
}: {
  notices: readonly TailNotice[]
  onDismiss: (id: number) => void
}) {
  if (notices.length === 0) return null
  return (
    <ul aria-label="Notices" aria-live="polite">
      {notices.slice(0, SHOWN).map(({ id, gap }) => (
        <li key={id} className={`flex items-start gap-2 border-t border-line py-1 pr-2 pl-4 ${LOOK[TONE[gap.reason]]}`}>
          <StatusShape tone={TONE[gap.reason]} className="mt-1.5" />
          <span className="min-w-0 flex-1 py-0.5 break-words text-ink">{gap.text}</span>
          <IconButton label="Dismiss" size="smallIcon" onClick={() => onDismiss(id)}>
            <X size={14} aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  )
}
