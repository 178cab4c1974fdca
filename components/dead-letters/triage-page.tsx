'use client'

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { RotateCcw, RotateCw } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { FilterInput } from '#components/data-table/filter-input.tsx'
import { Button, ButtonLink, IconButton } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { useShortcuts } from '#components/ui/use-shortcuts.ts'
import { toastKept } from '#components/ui/toasts.ts'
import type { ReplaySelection } from '#lib/contract/replays.ts'
import { isAppError } from '#lib/errors.ts'
import { filterVerdict, isUrgent } from '#lib/format/filter-words.ts'
import { formatCount, plural } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { deadLettersOptions, deadLetterTopicsOptions, sendIgnore } from '#lib/queries/dead-letters.ts'
import { CauseList } from './cause-list.tsx'
import { countChoice } from './count-choice.ts'
import { CelInput } from './cel-input.tsx'
import { LetterDetail } from './letter-detail.tsx'
import { LetterList } from './letter-list.tsx'
import { placeOf } from './place-of.ts'
import { ReplayPanel } from './replay-panel.tsx'
import { shortClass } from './short-class.ts'
import { TriageHead } from './triage-head.tsx'
import { useFailures } from './use-failures.ts'
import { selectionOf, useTriage } from './use-triage.ts'

const FilterFailed = dynamic(
  () => import('#components/messages/search/filter-failed.tsx').then((module) => module.FilterFailed),
  { ssr: false },
)
const ReasonDialog = dynamic(() => import('./reason-dialog.tsx').then((module) => module.ReasonDialog), { ssr: false })

interface Ignoring {
  selection: ReplaySelection
  what: string
  ignored: boolean
}

/** One dead-letter topic: its causes or its letters, and beside them one letter or a replay. */
export function TriagePage({ cluster, topic }: { cluster: string; topic: string }) {
  const { state, set } = useTriage()
  const [replays, setReplays] = useState(0)
  const [ignoring, setIgnoring] = useState<Ignoring | null>(null)
  const whyNot = useWhyNot(cluster, 'deadLetter.mark', topic)
  const topics = useQuery(deadLetterTopicsOptions(cluster, { search: topic, pageSize: 500, dismissed: 'true' }))
  const failures = useFailures(cluster, topic, state)
  const groups = failures.progress?.groups
  const cause = groups?.find(({ fingerprint }) => fingerprint === state.cause)
  const listed = useInfiniteQuery({
    ...deadLettersOptions(cluster, topic, {
      text: state.text,
      filter: state.filter,
      fingerprint: state.cause === '' ? [] : [state.cause],
    }),
    enabled: state.view === 'letters',
  })
  const letters = listed.data?.pages.flatMap((page) => page.items)
  const opened = letters?.find((letter) => placeOf(letter) === state.open)
  const selection = selectionOf(state)
  const { chosen: chosenCount, open: openCount } = countChoice(selection, groups ?? [], letters ?? [])
  const narrowed = state.text !== '' || state.filter !== ''
  const everything = 'all' in selection && !narrowed
  const what = `${everything ? 'all ' : ''}${plural(openCount > 0 ? openCount : chosenCount, 'dead letter')}`
  const verdict = filterVerdict(failures.progress?.filterFailures)
  const nothing = failures.done && failures.progress?.matched === 0
  useShortcuts({ Escape: () => void set(state.replay ? { replay: null } : { open: null }) })

  const reload = () => {
    failures.reload()
    void listed.refetch()
  }
  const panel = state.replay ? (
    <ReplayPanel
      key={replays}
      cluster={cluster}
      topic={topic}
      selection={selection}
      what={what}
      onClose={() => void set({ replay: null })}
      onDone={reload}
    />
  ) : opened ? (
    <LetterDetail
      cluster={cluster}
      letter={opened}
      onClose={() => void set({ open: null })}
      onReplay={() => {
        setReplays(replays + 1)
        void set({ letters: [placeOf(opened)], replay: true })
      }}
      onIgnore={() =>
        setIgnoring({
          selection: { records: [{ partition: opened.message.partition, offset: opened.message.offset }] },
          what: 'this dead letter',
          ignored: opened.state !== 'ignored',
        })
      }
    />
  ) : null

  if (isAppError(failures.error) && failures.error.code === 'NOT_FOUND') {
    return (
      <EmptyState
        wholePage
        title={`Topic ${topic} not found`}
        action={
          <>
            <ButtonLink href={`${pagePaths.cluster(cluster)}/dead-letters`}>All dead-letter topics</ButtonLink>
            <Button onClick={reload}>Try again</Button>
          </>
        }
      >
        It does not exist, or you are not allowed to see it. Names are case-sensitive.
      </EmptyState>
    )
  }
  return (
    <>
      <TriageHead
        topic={topic}
        cluster={cluster}
        found={topics.data?.items.find((item) => item.topic === topic)}
        failures={failures}
      />
      {/* On a narrow screen the panel takes the place of the list, and of what narrows it. */}
      <div className={clsx('flex flex-wrap items-center gap-2 px-4 py-2', panel && 'max-lg:hidden')}>
        <Segmented
          label="Show"
          value={state.view}
          options={[
            { value: 'causes', label: 'Causes' },
            { value: 'letters', label: 'Records' },
          ]}
          onChange={(view) => void set({ view, cause: null, letters: null, open: null })}
        />
        <FilterInput
          value={state.text}
          placeholder="Business id or text, in key, value or headers"
          onChange={(text) => void set({ text: text === '' ? null : text, letters: null })}
        />
        <CelInput
          value={state.filter}
          onChange={(filter) => void set({ filter: filter === '' ? null : filter, letters: null })}
        />
        {state.view === 'letters' && state.cause !== '' ? (
          <Button onClick={() => void set({ cause: null, letters: null })} data-tip="Show the records of all causes">
            {cause?.exceptionClass ? shortClass(cause.exceptionClass) : 'One cause'} ✕
          </Button>
        ) : null}
        <span aria-live="polite" className="px-1 text-muted">
          {failures.progress && !failures.done
            ? `${formatCount(failures.progress.read)} of ${formatCount(failures.progress.total)} read…`
            : ''}
        </span>
        <span className="ml-auto flex gap-2">
          <IconButton label="Count again" onClick={reload}>
            <RotateCw size={14} aria-hidden />
          </IconButton>
          <Button
            blocked={whyNot}
            disabled={chosenCount === 0}
            onClick={() => setIgnoring({ selection, what, ignored: true })}
          >
            Ignore…
          </Button>
          <Button
            // A letter that is open has the page's one primary button; without a choice nothing is urged.
            look={!('all' in selection) && openCount > 0 && panel === null ? 'primary' : undefined}
            disabled={chosenCount === 0 || state.replay}
            onClick={() => {
              setReplays(replays + 1)
              void set({ replay: true })
            }}
          >
            <RotateCcw size={14} aria-hidden />
            {replayLabel({ counted: groups !== undefined || 'records' in selection, everything, openCount })}
          </Button>
        </span>
      </div>
      <div className="flex min-h-0 flex-1">
        <div className={panel ? 'flex min-w-0 flex-1 flex-col max-lg:hidden' : 'flex min-w-0 flex-1 flex-col'}>
          {failures.error ? (
            <ErrorPanel once what="count the dead letters" error={failures.error} onRetry={failures.reload} />
          ) : null}
          {verdict && (verdict.kind === 'failed' || isUrgent(verdict, failures.progress?.matched ?? 0)) ? (
            <FilterFailed
              instead={nothing}
              verdict={verdict}
              onUse={(filter) => void set({ filter, letters: null })}
              onShow={({ partition, offset }) =>
                void set({ view: 'letters', filter: null, open: `${partition}-${offset}`, replay: null })
              }
            />
          ) : null}
          {nothing && verdict?.most ? null : nothing ? (
            <div className="border-t border-line">
              <EmptyState
                title={narrowed ? 'No dead letter matches' : 'No dead letters'}
                action={
                  narrowed ? (
                    <Button onClick={() => void set({ text: null, filter: null })}>Empty the filters</Button>
                  ) : null
                }
              >
                {narrowed
                  ? 'Text is looked for in key, value and headers, as stored or with its escapes resolved.'
                  : 'The topic is empty: nothing waits here.'}
              </EmptyState>
            </div>
          ) : state.view === 'causes' ? (
            failures.error && !groups ? null : (
              <CauseList
                groups={groups}
                chosen={state.causes}
                onChoose={(causes) => void set({ causes: causes.length > 0 ? causes : null })}
                onOpen={({ fingerprint }) => void set({ view: 'letters', cause: fingerprint, letters: null })}
              />
            )
          ) : listed.error && !letters ? (
            <ErrorPanel what="load the dead letters" error={listed.error} onRetry={() => void listed.refetch()} />
          ) : (
            <LetterList
              letters={letters}
              chosen={state.letters}
              open={state.open}
              onChoose={(places) => void set({ letters: places.length > 0 ? places : null })}
              onOpen={(open) => void set({ open, replay: null })}
              more={
                listed.hasNextPage ? (
                  <div className="flex justify-center py-3">
                    <Button disabled={listed.isFetchingNextPage} onClick={() => void listed.fetchNextPage()}>
                      {listed.isFetchingNextPage ? 'Loading …' : 'Load older ones'}
                    </Button>
                  </div>
                ) : null
              }
            />
          )}
        </div>
        {panel ? (
          <div className="flex w-full min-w-0 flex-col border-t border-line bg-surface lg:w-105 lg:shrink-0 lg:border-l">
            {panel}
          </div>
        ) : null}
      </div>
      {ignoring ? (
        <ReasonDialog
          title={ignoring.ignored ? `Ignore ${ignoring.what}` : `Open ${ignoring.what} again`}
          description={
            ignoring.ignored
              ? 'They stay in the topic, no longer count as open, and are left out of replays unless chosen one by one.'
              : 'It counts as open again.'
          }
          confirm={ignoring.ignored ? 'Ignore' : 'Open again'}
          act={async (reason) => {
            const { selection: chosen, ignored } = ignoring
            const { marked, durable } = await sendIgnore(cluster, topic, { selection: chosen, ignored, reason })
            toastKept(`${plural(marked, 'dead letter')} ${ignored ? 'ignored' : 'opened again'}`, durable)
            reload()
          }}
          onClose={() => setIgnoring(null)}
        />
      ) : null}
    </>
  )
}

function replayLabel({ counted, everything, openCount }: { counted: boolean; everything: boolean; openCount: number }) {
  if (!counted) return 'Replay…'
  return openCount > 0 ? `Replay ${everything ? 'all ' : ''}${formatCount(openCount)}…` : 'Replay again…'
}
