'use client'

import { useQueryClient } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { Button } from '#components/ui/button.tsx'
import { toastKept } from '#components/ui/toasts.ts'
import type { DeadLetterTopic } from '#lib/contract/dead-letters.ts'
import { clusterKeys } from '#lib/queries/clusters.ts'
import { sendTopicMark } from '#lib/queries/dead-letters.ts'

const ReasonDialog = dynamic(() => import('./reason-dialog.tsx').then((module) => module.ReasonDialog), { ssr: false })

type Mark = DeadLetterTopic['mark']

/** Says by hand that a topic holds dead letters, or that it does not. */
export function TopicMarkButton({ cluster, found }: { cluster: string; found: DeadLetterTopic }) {
  const client = useQueryClient()
  const whyNot = useWhyNot(cluster, 'deadLetter.mark')
  const [asked, setAsked] = useState<{ mark: Mark } | null>(null)
  const { topic, mark, confirmed } = found
  const offer = (next: Mark, label: string) => (
    <Button size="small" blocked={whyNot} onClick={() => setAsked({ mark: next })}>
      {label}
    </Button>
  )
  return (
    <>
      {mark === null && !confirmed ? offer('pinned', 'Confirm…') : null}
      {mark === null
        ? offer('dismissed', 'Not dead letters…')
        : offer(null, mark === 'pinned' ? 'Unpin…' : 'List it again…')}
      {asked ? (
        <ReasonDialog
          title={TITLE[asked.mark ?? 'none']}
          description={`${topic}: only this console's lists change, nothing on the topic.`}
          confirm="Do it"
          act={async (reason) => {
            const { durable } = await sendTopicMark(cluster, topic, { mark: asked.mark, reason })
            toastKept(DONE[asked.mark ?? 'none'], durable)
            await client.invalidateQueries({ queryKey: clusterKeys.one(cluster) })
          }}
          onClose={() => setAsked(null)}
        />
      ) : null}
    </>
  )
}

const DONE = {
  pinned: 'Pinned as a dead-letter topic',
  dismissed: 'Taken off the dead-letter topics',
  none: 'Listed by what is known of it again',
}

const TITLE = {
  pinned: 'It holds dead letters',
  dismissed: 'It holds no dead letters',
  none: 'Leave it to name and headers',
} as const
