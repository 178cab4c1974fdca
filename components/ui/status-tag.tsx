import { clsx } from 'clsx'
import type { ReactNode } from 'react'

/** How something is. Each tone has its own colour and its own shape; the word comes from the page. */
export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'idle'

const LOOK: Record<Tone, string> = {
  ok: 'text-ok',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  info: 'bg-info-soft text-info',
  idle: 'text-muted',
}

export function StatusTag({ tone, children, tip }: { tone: Tone; children: ReactNode; tip?: string | undefined }) {
  return (
    <span
      data-tip={tip}
      className={clsx(
        'inline-flex h-5 max-w-full items-center gap-1.5 rounded-sm text-sm font-medium whitespace-nowrap',
        tone === 'ok' || tone === 'idle' ? '' : 'px-1.5',
        LOOK[tone],
      )}
    >
      <StatusShape tone={tone} />
      <span data-clip className="truncate">
        {children}
      </span>
    </span>
  )
}

/** The shape alone: check, triangle, disc, ring, dash. */
export function StatusShape({ tone, className }: { tone: Tone; className?: string }) {
  return (
    <svg viewBox="0 0 10 10" aria-hidden className={clsx('size-2.5 shrink-0', className)}>
      {SHAPE[tone]}
    </svg>
  )
}

const SHAPE: Record<Tone, ReactNode> = {
  ok: (
    <path
      d="M1.2 5.4 4 8.2 8.8 2.2"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  warn: <path d="M5 0.8 9.7 9H0.3Z" fill="currentColor" />,
  bad: <circle cx="5" cy="5" r="4.2" fill="currentColor" />,
  info: <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  idle: <path d="M1.5 5h7" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />,
}
