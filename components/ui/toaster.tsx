'use client'

import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { useEffect } from 'react'
import { IconButton } from './button.tsx'
import { StatusShape } from './status-tag.tsx'
import { toastOutlet } from './toasts.ts'

const FAILED_MS = 12_000
const manager = Toast.createToastManager()

/** The corner where toasts appear, newest at the bottom. */
export function Toaster() {
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-3 bottom-3 z-60 flex w-[min(23rem,calc(100vw-1.5rem))] flex-col gap-2 outline-none">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function ToastList() {
  const { toasts } = Toast.useToastManager()
  useEffect(() => {
    const show = () => {
      for (const { kind, title, description } of toastOutlet.take()) {
        manager.add({
          title,
          type: kind,
          ...(description === undefined ? {} : { description }),
          ...(kind === 'failed' ? { priority: 'high', timeout: FAILED_MS } : {}),
        })
      }
    }
    show()
    return toastOutlet.subscribe(show)
  }, [])
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      swipeDirection="right"
      className="translate-x-(--toast-swipe-movement-x) rounded-lg border border-line-strong bg-raised shadow-pop transition-[opacity,translate] duration-200 data-ending-style:opacity-0 data-limited:hidden data-starting-style:translate-y-2 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-start gap-2.5 py-2.5 pr-2 pl-3">
        <StatusShape
          tone={toast.type === 'failed' ? 'bad' : 'ok'}
          className={toast.type === 'failed' ? 'mt-1.5 text-bad' : 'mt-1.5 text-ok'}
        />
        <div className="min-w-0 flex-1">
          <Toast.Title className="font-medium" />
          <Toast.Description className="break-words text-muted" />
        </div>
        <Toast.Close render={<IconButton label="Dismiss" size="smallIcon" />}>
          <X size={14} aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}
