import type { ReactNode } from 'react'

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-b-2 border-line-strong px-1 font-mono text-xs text-muted">
      {children}
    </kbd>
  )
}
