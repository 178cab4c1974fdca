'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { clsx } from 'clsx'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from './button.tsx'

export const scrimLook =
  'fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0'

/** A modal dialog; Esc and the scrim close it. The body scrolls, title and footer stay. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  children,
  footer,
  wide = false,
}: {
  open: boolean
  onClose: () => void
  title: ReactNode
  description?: ReactNode
  children?: ReactNode
  footer?: ReactNode
  wide?: boolean
}) {
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className={scrimLook} />
        <Base.Viewport className="fixed inset-0 z-40 flex items-start justify-center overflow-hidden p-3 sm:pt-[10vh]">
          <Base.Popup
            className={clsx(
              'relative flex max-h-full w-full flex-col rounded-lg border border-line-strong bg-raised shadow-pop outline-none transition-[scale,opacity] duration-150 data-ending-style:scale-[0.98] data-ending-style:opacity-0 data-starting-style:scale-[0.98] data-starting-style:opacity-0 sm:max-h-[80vh]',
              wide ? 'max-w-3xl' : 'max-w-md',
            )}
          >
            <header className="py-3.5 pr-12 pl-4 pb-2">
              <Base.Title data-clip className="line-clamp-3 text-lg font-semibold wrap-anywhere">
                {title}
              </Base.Title>
              {description ? (
                <Base.Description className="mt-0.5 text-muted wrap-anywhere">{description}</Base.Description>
              ) : null}
            </header>
            <div className="min-h-0 flex-1 overflow-y-auto px-4 pt-1 pb-4">{children}</div>
            {footer ? (
              <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-3">
                {footer}
              </footer>
            ) : null}
            {/* Last, so that the first field gets the focus. */}
            <Base.Close render={<IconButton label="Close" size="smallIcon" className="absolute top-3 right-3" />}>
              <X size={15} aria-hidden />
            </Base.Close>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}
