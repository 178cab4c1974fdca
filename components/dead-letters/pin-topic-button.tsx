'use client'

import { useQueryClient } from '@tanstack/react-query'
import { Pin } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { Button } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { toastKept } from '#components/ui/toasts.ts'
import { clusterKeys } from '#lib/queries/clusters.ts'
import { sendTopicMark } from '#lib/queries/dead-letters.ts'

const ReasonDialog = dynamic(() => import('./reason-dialog.tsx').then((module) => module.ReasonDialog), { ssr: false })

/** Adds a topic to the list that neither its name nor its headers give away. */
export function PinTopicButton({ cluster }: { cluster: string }) {
  const client = useQueryClient()
  const whyNot = useWhyNot(cluster, 'deadLetter.mark')
  const [open, setOpen] = useState(false)
  const [topic, setTopic] = useState('')
  return (
    <>
      <Button blocked={whyNot} onClick={() => setOpen(true)}>
        <Pin size={14} aria-hidden />
        Pin a topic…
      </Button>
      {open ? (
        <ReasonDialog
          title="Pin a topic"
          description="It is listed as a dead-letter topic from now on. Nothing changes on the topic."
          confirm="Pin it"
          ready={topic.trim() !== ''}
          act={async (reason) => {
            const { durable } = await sendTopicMark(cluster, topic.trim(), { mark: 'pinned', reason })
            toastKept(`${topic.trim()} pinned`, durable)
            await client.invalidateQueries({ queryKey: clusterKeys.one(cluster) })
          }}
          onClose={() => setOpen(false)}
        >
          <Field label="Topic">
            {(control) => <Input {...control} mono value={topic} onChange={(event) => setTopic(event.target.value)} />}
          </Field>
        </ReasonDialog>
      ) : null}
    </>
  )
}
