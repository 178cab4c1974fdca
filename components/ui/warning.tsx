import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { StatusShape } from './status-tag.tsx'

/** A line that says what is missing or stands against something; the rest of the page goes on. */
export function Warning({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <p className={clsx('flex items-start gap-2 rounded-md bg-warn-soft px-3 py-1.5', className)}>
      <StatusShape tone="warn" className="mt-1.5 text-warn" />
      {children}
    </p>
  )
}
