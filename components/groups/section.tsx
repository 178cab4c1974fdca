import type { ReactNode } from 'react'

/** A part of the group's page: its heading, what can be switched beside it, and a table that scrolls by itself. */
export function Section({
  title,
  note,
  tools,
  children,
}: {
  title: string
  note?: ReactNode
  tools?: ReactNode
  children: ReactNode
}) {
  return (
    <section aria-label={title} className="px-4 pt-5">
      <div className="flex min-h-7.5 flex-wrap items-center gap-x-3 gap-y-1 pb-2">
        <h2 className="font-semibold">{title}</h2>
        {note ? <span className="text-muted">{note}</span> : null}
        {tools ? <span className="ml-auto flex items-center gap-2">{tools}</span> : null}
      </div>
      <div className="overflow-x-auto rounded-lg border border-line bg-surface">{children}</div>
    </section>
  )
}
