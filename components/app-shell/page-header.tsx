import type { ReactNode } from 'react'

/** The head of a page: its title, a row of facts, and actions at the end. */
export function PageHeader({ title, facts, actions }: { title: ReactNode; facts?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 pt-3 pb-1.5">
      <h1 className="max-w-full min-w-0 text-xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
      {facts ? (
        <div className="flex min-w-0 flex-wrap gap-x-4 gap-y-0.5 wrap-anywhere text-muted max-md:order-last max-md:basis-full">
          {facts}
        </div>
      ) : null}
      {actions ? <div className="ml-auto flex gap-2">{actions}</div> : null}
    </div>
  )
}

/** One fact: the figure stands out, its meaning does not. */
export function Fact({ children, label, tip }: { children: ReactNode; label?: ReactNode; tip?: string }) {
  return (
    <span className="max-w-full truncate" data-tip={tip} data-clip>
      <b className="font-semibold text-ink">{children}</b>
      {label ? <> {label}</> : null}
    </span>
  )
}
