import type { ReactNode } from 'react'

/** Nothing here, and what to do about it. */
export function EmptyState({
  title,
  children,
  action,
  wholePage = false,
}: {
  title: string
  children?: ReactNode
  action?: ReactNode
  /** It stands in place of the page, so that its title is the page's heading. */
  wholePage?: boolean
}) {
  const Title = wholePage ? 'h1' : 'p'
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-12 text-center">
      <Title className="max-w-2xl font-semibold wrap-anywhere">{title}</Title>
      {children ? <div className="max-w-md text-muted wrap-anywhere">{children}</div> : null}
      {action ? <div className="mt-1.5 flex gap-2">{action}</div> : null}
    </div>
  )
}
