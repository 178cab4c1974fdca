import type { ReactNode } from 'react'

/** The head of a page: its title, a row of facts, and actions at the end. */
export function PageHeader({ title, facts, actions }: { title: ReactNode; facts?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 pt-3 pb-1.5">
      <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">{title}</h1>
      {facts ? (
        <div className="flex flex-wrap gap-x-4 gap-y-0.5 text-muted max-md:order-last max-md:basis-full">{facts}</div>
      ) : null}
      {actions ? <div className="ml-auto flex gap-2">{actions}</div> : null}
    </div>
  )
}

/** One fact: the figure stands out, its meaning does not. */
export function Fact({ children, label, tip }: { children: ReactNode; label?: ReactNode; tip?: string }) {
  return (
    <span className="whitespace-nowrap" data-tip={tip}>
      <b className="font-semibold text-ink">{children}</b>
      {label ? <> {label}</> : null}
    </span>
  )
}
