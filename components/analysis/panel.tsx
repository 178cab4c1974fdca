import { clsx } from 'clsx'
import type { ReactNode } from 'react'

/** One part of the picture: its heading, what it says in short, and the figures. */
export function Panel({
  title,
  note,
  children,
  className,
}: {
  title: string
  note?: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <section
      aria-label={title}
      className={clsx('min-w-0 overflow-hidden rounded-lg border border-line bg-surface pb-2', className)}
    >
      <div className="flex flex-wrap items-baseline gap-x-2 px-3 pt-2 pb-1.5">
        <h2 className="font-semibold">{title}</h2>
        {note ? <span className="text-sm text-muted">{note}</span> : null}
      </div>
      {children}
    </section>
  )
}

/** A line whose background shows its share. */
export function ShareRow({
  share,
  label,
  figures,
  tone = 'accent',
}: {
  /** From 0 to 1. */
  share: number
  label: ReactNode
  figures: ReactNode
  tone?: 'accent' | 'warn'
}) {
  return (
    <li className="relative mx-1.5 flex h-7 items-center gap-3 px-1.5">
      <span
        aria-hidden
        className={clsx('absolute inset-y-0.5 left-0 rounded-sm', tone === 'warn' ? 'bg-warn-soft' : 'bg-accent-soft')}
        style={{ width: `${Math.max(share > 0 ? 0.4 : 0, Math.min(1, share) * 100)}%` }}
      />
      <span className="relative min-w-0 flex-1 truncate">{label}</span>
      <span className="relative flex shrink-0 gap-3 text-right text-muted">{figures}</span>
    </li>
  )
}
