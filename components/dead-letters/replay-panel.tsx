'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { Button, IconButton } from '#components/ui/button.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import type { ReplaySelection } from '#lib/contract/replays.ts'
import { plural } from '#lib/format/numbers.ts'
import { clusterKeys } from '#lib/queries/clusters.ts'
import { checkReplay, startReplay } from '#lib/queries/replays.ts'
import { ReplayCheck } from './replay-check.tsx'
import { draftProblems, emptyDraft, type ReplayDraft, requestOf } from './replay-draft.ts'
import { ReplayEdit } from './replay-edit.tsx'
import { ReplayRun } from './replay-run.tsx'
import { type ReplayStep, ReplaySteps } from './replay-steps.tsx'
import { ReplayWhere } from './replay-where.tsx'

/** A replay in steps: what (chosen in the list), where to, a check that sends nothing, and the run. */
export function ReplayPanel({
  cluster,
  topic,
  selection,
  what,
  onClose,
  onDone,
}: {
  cluster: string
  topic: string
  selection: ReplaySelection
  /** The choice in words: `23 dead letters of 1 cause`. */
  what: string
  onClose: () => void
  /** The replay is over. */
  onDone: () => void
}) {
  const client = useQueryClient()
  const whyNot = useWhyNot(cluster, 'deadLetter.replay')
  const whyNotExtra = useWhyNot(cluster, 'record.produce')
  const [step, setStep] = useState<ReplayStep>('Where')
  const [draft, setDraft] = useState(emptyDraft)
  const [over, setOver] = useState(false)
  // What is checked is what runs: the choice in the list may change meanwhile.
  const check = useMutation({
    mutationFn: async ({ asked, of }: { asked: ReplaySelection; of: ReplayDraft }) => ({
      asked,
      plan: await checkReplay(cluster, requestOf(topic, asked, of)),
    }),
  })
  const start = useMutation({
    mutationFn: async () => {
      const { asked, plan } = check.data ?? {}
      return startReplay(cluster, {
        ...requestOf(topic, asked ?? selection, draft),
        ...(plan ? { planHash: plan.planHash } : {}),
      })
    },
    onSuccess: () => {
      setStep('Run')
      void client.invalidateQueries({ queryKey: [...clusterKeys.one(cluster), 'replays'] })
    },
  })
  const only = 'records' in selection && selection.records.length === 1 ? selection.records[0] : undefined
  const runCheck = () => {
    setStep('Check')
    start.reset()
    check.mutate({ asked: selection, of: draft })
  }
  const plan = check.data?.plan
  const sending = plan?.targets.reduce((sum, { records }) => sum + records, 0) ?? 0
  const problems = draftProblems(draft)
  const reasonMissing = draft.reason.trim().length < 3

  return (
    <aside aria-label="Replay" className="flex min-h-0 flex-1 flex-col">
      <header className="flex items-start gap-2 px-4 pt-3 pb-2">
        <h2 className="min-w-0 flex-1 font-semibold">Replay {what}</h2>
        <IconButton label="Close" size="smallIcon" onClick={onClose}>
          <X size={15} aria-hidden />
        </IconButton>
      </header>
      <ReplaySteps current={step === 'Run' && over ? 'Proof' : step} />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-4">
        {step === 'Where' ? (
          <>
            <ReplayWhere cluster={cluster} draft={draft} onChange={setDraft} />
            {only ? (
              <ReplayEdit
                key={`${only.partition}-${only.offset}`}
                cluster={cluster}
                place={{ topic, ...only }}
                draft={draft}
                onChange={setDraft}
              />
            ) : null}
          </>
        ) : null}
        {step === 'Check' && !check.error ? (
          <ReplayCheck
            plan={check.isPending ? undefined : plan}
            extraTargets={draft.extraTargets}
            whyNotExtra={whyNotExtra}
            onExtraTargets={(extraTargets) => {
              const of = { ...draft, extraTargets }
              setDraft(of)
              check.mutate({ asked: check.data?.asked ?? selection, of })
            }}
            reason={draft.reason}
            onReason={(reason) => setDraft({ ...draft, reason })}
          />
        ) : null}
        {step === 'Check' && check.error ? <ErrorPanel what="check the replay" error={check.error} /> : null}
        {step === 'Check' && start.error ? <ErrorPanel what="start the replay" error={start.error} /> : null}
        {step === 'Run' && start.data ? (
          <ReplayRun
            cluster={cluster}
            replay={start.data.id}
            onDone={() => {
              setOver(true)
              onDone()
            }}
          />
        ) : null}
      </div>
      {step === 'Run' ? null : (
        <footer className="flex justify-end gap-2 border-t border-line px-4 py-3">
          {step === 'Where' ? (
            <Button look="primary" blocked={whyNot} disabled={Object.keys(problems).length > 0} onClick={runCheck}>
              Check
            </Button>
          ) : (
            <>
              <Button onClick={() => setStep('Where')}>Back</Button>
              {start.error ? <Button onClick={runCheck}>Check again</Button> : null}
              <Button
                look="primary"
                blocked={whyNot ?? (plan && sending > 0 && reasonMissing ? 'Say why first.' : undefined)}
                disabled={!plan || check.isPending || sending === 0 || start.isPending}
                onClick={() => start.mutate()}
              >
                {start.isPending ? 'Starting …' : `Replay ${plural(sending, 'record')}`}
              </Button>
            </>
          )}
        </footer>
      )}
    </aside>
  )
}
