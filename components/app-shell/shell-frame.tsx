import type { ReactNode } from 'react'

/** The frame of every page: bar on top, rail at the side, and a main area that alone scrolls. */
export function ShellFrame({
  top,
  side,
  banner,
  children,
}: {
  top: ReactNode
  side?: ReactNode
  banner?: ReactNode
  children: ReactNode
}) {
  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <a
        href="#main"
        className="fixed top-1.5 left-1.5 z-50 -translate-y-16 rounded-md bg-accent px-3 py-1.5 font-medium text-on-accent focus:translate-y-0"
      >
        Skip to the page
      </a>
      {top}
      <div className="flex min-h-0 flex-1">
        {side}
        <div className="flex min-w-0 flex-1 flex-col">
          {banner}
          <main
            id="main"
            tabIndex={-1}
            className="flex min-h-0 min-w-0 flex-1 flex-col overflow-x-hidden overflow-y-auto outline-none"
          >
            {children}
          </main>
        </div>
      </div>
    </div>
  )
}
