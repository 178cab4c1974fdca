'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { ReplayProgress } from '#components/replay-job/replay-progress.tsx'
import { ReplayProof } from '#components/replay-job/replay-proof.tsx'
import { isOver } from '#components/replay-job/replay-state-tag.tsx'
import { useReplayJob } from '#components/replay-job/use-replay-job.ts'
import { Button } from '#components/ui/button.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Field } from '#components/ui/field.tsx'
import { Textarea } from '#components/ui/input.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { StatusShape } from '#components/ui/status-tag.tsx'
import type { DeadLetter } from '#lib/contract/dead-letters.ts'
import type { ReplayPlan } from '#lib/contract/replays.ts'
import { checkReplay, type ReplayRequest, startReplay } from '#lib/queries/replays.ts'

/** What nobody here has to decide. */
const TECHNICAL = new Set(['readUncommitted', 'keysSpread', 'noErrorHeaders'])

/** Checks, asks why, sends, and shows what became of it, all in place. */
export function SendAgain({
  cluster,
  letter,
  onCancel,
  onStarted,
}: {
  cluster: string
  letter: DeadLetter
  onCancel: () => void
  /** The replay has begun; its id. */
  onStarted: (replay: string) => void
}) {
  const { topic, partition, offset } = letter.message
  const [reason, setReason] = useState('')
  const [extraTargets, setExtraTargets] = useState<string[]>([])
  const request: ReplayRequest = {
    source: { topic },
    selection: { records: [{ partition, offset }] },
    target: { origin: true },
    options: {
      includeReplayed: letter.state === 'replayed',
      ...(extraTargets.length > 0 ? { extraTargets } : {}),
    },
    reason: 'dry run',
  }
  const check = useQuery({
    queryKey: ['clusters', cluster, 'send-again', topic, partition, offset, ...extraTargets],
    queryFn: () => checkReplay(cluster, request),
    staleTime: Infinity,
  })
  const start = useMutation({
    mutationFn: () =>
      startReplay(cluster, {
        ...request,
        reason: reason.trim(),
        ...(check.data ? { planHash: check.data.planHash } : {}),
      }),
    onSuccess: ({ id }) => onStarted(id),
  })
  const sending = check.data?.targets.length === 1
  const unpaired = new Set([...extraTargets, ...(check.data?.unpaired ?? []).map(({ topic: name }) => name)])
  return (
    <section aria-label="Send again" className="flex flex-col gap-3 border-t border-line pt-3">
      {check.error ? <ErrorPanel what="check it" error={check.error} onRetry={() => void check.refetch()} /> : null}
      {check.data ? <Foretold plan={check.data} /> : check.error ? null : <Skeleton className="w-72" />}
      {[...unpaired].map((name) => (
        <UnpairedTopic
          key={name}
          cluster={cluster}
          topic={name}
          chosen={extraTargets.includes(name)}
          onChosen={(chosen) =>
            setExtraTargets(chosen ? [...extraTargets, name] : extraTargets.filter((other) => other !== name))
          }
        />
      ))}
      {sending ? (
        <Field label="Why?" hint="Stands in the record of what was done, with your name.">
          {(control) => (
            <Textarea
              {...control}
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- it appears because its button was pressed
              autoFocus
              value={reason}
              placeholder="The customer's address was corrected"
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      ) : null}
      {start.error ? <ErrorPanel what="send it" error={start.error} /> : null}
      <div className="flex gap-2">
        <Button
          look="primary"
          disabled={!sending || reason.trim().length < 3 || start.isPending}
          onClick={() => start.mutate()}
        >
          {start.isPending ? 'Sending …' : 'Send'}
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </section>
  )
}

/** A topic that nothing but the message's own headers names: whoever may write there can let it go there. */
function UnpairedTopic({
  cluster,
  topic,
  chosen,
  onChosen,
}: {
  cluster: string
  topic: string
  chosen: boolean
  onChosen: (chosen: boolean) => void
}) {
  const disabledReason = useWhyNot(cluster, 'record.produce', topic)
  return (
    <label className="flex items-baseline gap-2" data-tip={disabledReason}>
      <input
        type="checkbox"
        checked={chosen}
        disabled={disabledReason !== undefined}
        onChange={({ target }) => onChosen(target.checked)}
      />
      <span>
        Send it to <b className="font-semibold">{topic}</b>. Only the message itself names this topic.
      </span>
    </label>
  )
}

/** The dry run in plain words. */
function Foretold({ plan }: { plan: ReplayPlan }) {
  const [target] = plan.targets
  return (
    <>
      {target ? (
        <p>
          It goes back to <b className="font-semibold">{target.topic}</b>
          {plan.groups.length > 0 ? `, which ${plan.groups.map(({ id }) => id).join(', ')} will read.` : '.'}
        </p>
      ) : null}
      {plan.skipped.map(({ reason, text }) => (
        <p key={reason} className="flex gap-2 rounded-md bg-warn-soft px-3 py-2 text-warn">
          <StatusShape tone="warn" className="mt-1.5" />
          It cannot be sent. {text}
        </p>
      ))}
      {plan.warnings
        .filter(({ code }) => !TECHNICAL.has(code))
        .map(({ code, text }) => (
          <p key={code} className="flex gap-2 rounded-md bg-warn-soft px-3 py-2 text-warn">
            <StatusShape tone="warn" className="mt-1.5" />
            {text}
          </p>
        ))}
    </>
  )
}

/** How a replay of one message goes, and whether it was read. */
export function Sent({ cluster, replay }: { cluster: string; replay: string }) {
  const { data: job, error } = useReplayJob(cluster, replay)
  if (!job) return error ? <ErrorPanel what="follow it" error={error} /> : <Skeleton className="w-64" />
  return (
    <section aria-label="Sent again" className="flex flex-col gap-3 border-t border-line pt-3">
      <ReplayProgress job={job} />
      {isOver(job.state) && job.sent > 0 ? <ReplayProof cluster={cluster} job={job} /> : null}
    </section>
  )
}
