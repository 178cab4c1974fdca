'use client'

import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { IconButton } from '#components/ui/button.tsx'
import { scrimLook } from '#components/ui/dialog.tsx'
import type { ClusterSummary } from '#lib/contract/clusters.ts'
import { Logo } from './logo.tsx'
import { RailLinks } from './rail.tsx'
import { WhoAmI } from './who-am-i.tsx'

/** The rail of narrow screens: a drawer from the left. */
export function RailDrawer({
  clusterId,
  cluster,
  onClose,
}: {
  clusterId: string
  cluster: ClusterSummary | undefined
  onClose: () => void
}) {
  return (
    <Dialog.Root open onOpenChange={(next) => (next ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className={scrimLook} />
        <Dialog.Popup className="fixed inset-y-0 left-0 z-40 flex w-64 flex-col border-r border-line-strong bg-surface shadow-pop transition-[translate] duration-150 outline-none data-starting-style:-translate-x-full">
          <div className="flex h-11 items-center gap-2 border-b border-line px-3">
            <Logo className="size-4.5" />
            <Dialog.Title className="flex-1 font-semibold">Tailrace</Dialog.Title>
            <Dialog.Close render={<IconButton label="Close the navigation" />}>
              <X size={15} aria-hidden />
            </Dialog.Close>
          </div>
          <RailLinks clusterId={clusterId} cluster={cluster} onNavigate={onClose} />
          <p className="border-t border-line px-4 py-2.5">
            <WhoAmI always />
          </p>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
