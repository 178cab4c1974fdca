'use client'

import dynamic from 'next/dynamic'
import { useSyncExternalStore } from 'react'
import { toastOutlet } from './toasts.ts'

const Toaster = dynamic(() => import('./toaster.tsx').then((module) => module.Toaster), { ssr: false })

/** The corner where toasts appear; its code is loaded with the first one. */
export function ToastOutlet() {
  const used = useSyncExternalStore(
    toastOutlet.subscribe,
    () => toastOutlet.sent() > 0,
    () => false,
  )
  return used ? <Toaster /> : null
}
