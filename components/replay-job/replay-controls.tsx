'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Pause, Play, Square } from 'lucide-react'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { Button } from '#components/ui/button.tsx'
import { toastFailed } from '#components/ui/toasts.ts'
import type { ReplayJob } from '#lib/contract/replays.ts'
import { controlReplay, type ReplayControl, replayOptions } from '#lib/queries/replays.ts'
import { isOver } from './replay-state-tag.tsx'

/** Pause, resume, abort; nothing once it is over. */
export function ReplayControls({ cluster, job }: { cluster: string; job: ReplayJob }) {
  const client = useQueryClient()
  const whyNot = useWhyNot(cluster, 'deadLetter.replay')
  const control = useMutation({
    mutationFn: (verb: ReplayControl) => controlReplay(cluster, job.id, verb),
    onSuccess: (data) => client.setQueryData(replayOptions(cluster, job.id).queryKey, data),
    onError: (error) => toastFailed('The replay did not obey', error),
  })
  if (isOver(job.state)) return null
  const button = (verb: ReplayControl, label: string, icon: React.ReactNode) => (
    <Button
      size="small"
      look={verb === 'abort' ? 'danger' : 'plain'}
      blocked={whyNot}
      disabled={control.isPending}
      onClick={() => control.mutate(verb)}
    >
      {icon}
      {label}
    </Button>
  )
  return (
    <div className="flex gap-2">
      {job.state === 'awaitingApproval'
        ? null
        : job.state === 'paused'
          ? button('resume', 'Go on', <Play size={13} aria-hidden />)
          : button('pause', 'Pause', <Pause size={13} aria-hidden />)}
      {button('abort', 'Abort', <Square size={12} aria-hidden />)}
    </div>
  )
}
