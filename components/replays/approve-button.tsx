'use client'

import { Check } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { Button } from '#components/ui/button.tsx'
import type { ReplayJob } from '#lib/contract/replays.ts'

const ApproveDialog = dynamic(() => import('./approve-dialog.tsx').then((module) => module.ApproveDialog), {
  ssr: false,
})

/** For the second pair of eyes. */
export function ApproveButton({ cluster, job }: { cluster: string; job: ReplayJob }) {
  const whyNot = useWhyNot(cluster, 'approve')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button look="primary" size="small" blocked={whyNot} onClick={() => setOpen(true)}>
        <Check size={13} aria-hidden />
        Approve…
      </Button>
      {open ? <ApproveDialog cluster={cluster} job={job} onClose={() => setOpen(false)} /> : null}
    </>
  )
}
