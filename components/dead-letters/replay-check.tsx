'use client'

import type { ReactNode } from 'react'
import { FilterFailed } from '#components/messages/search/filter-failed.tsx'
import { Field } from '#components/ui/field.tsx'
import { Textarea } from '#components/ui/input.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { StatusShape } from '#components/ui/status-tag.tsx'
import type { ReplayPlan } from '#lib/contract/replays.ts'
import { filterVerdict } from '#lib/format/filter-words.ts'
import { formatBytes, formatCount, plural } from '#lib/format/numbers.ts'
import { HeaderDiff } from './header-diff.tsx'

/** Step three: what a run would do, said before it does it. */
export function ReplayCheck({
  plan,
  extraTargets,
  whyNotExtra,
  onExtraTargets,
  reason,
  onReason,
}: {
  plan: ReplayPlan | undefined
  extraTargets: string[]
  /** Why no topic can be added to the targets. */
  whyNotExtra: string | undefined
  onExtraTargets: (topics: string[]) => void
  reason: string
  onReason: (reason: string) => void
}) {
  if (!plan) return <Checking />
  const sending = plan.targets.reduce((sum, target) => sum + target.records, 0)
  const topics = Map.groupBy(plan.targets, ({ topic }) => topic)
  const unpaired = [
    ...extraTargets.map((topic) => ({ topic, records: null })),
    ...plan.unpaired.filter(({ topic }) => !extraTargets.includes(topic)),
  ]
  const verdict = filterVerdict(plan.filterFailures)
  return (
    <div className="flex flex-col gap-3">
      <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-3 gap-y-1.5">
        <Row name="Will send">
          <b className="font-semibold">{formatCount(sending)}</b> of {plural(plan.selected, 'record')} ·{' '}
          {formatBytes(plan.bytes)}
        </Row>
        <Row name="To">
          {topics.size === 0 ? <span className="text-muted">nowhere</span> : null}
          {[...topics].map(([topic, targets]) => (
            <div key={topic}>
              <span className="font-medium">{topic}</span>
              <span className="text-muted">
                {' '}
                · {targets.length === 1 ? `partition ${targets[0]?.partition}` : `${targets.length} partitions`},{' '}
                {formatCount(targets.reduce((sum, { records }) => sum + records, 0))}
              </span>
            </div>
          ))}
        </Row>
        <Row name="Will leave out">
          {plan.skipped.length === 0 ? <span className="text-muted">none</span> : null}
          {plan.skipped.map(({ reason: why, text, count, sample }) => (
            <div key={why} data-tip={`For example partition ${sample.partition}, offset ${sample.offset}`}>
              <b className="font-semibold">{formatCount(count)}</b> <span className="text-muted">{text}</span>
            </div>
          ))}
          {sending === 0 && plan.skipped.some(({ reason: why }) => why === 'alreadyReplayed') ? (
            <p className="mt-1 text-sm text-muted">“Also those replayed before”, a step back, sends them once more.</p>
          ) : null}
        </Row>
        {unpaired.length > 0 ? (
          <Row name="Not paired">
            {unpaired.map(({ topic, records }) => (
              <label key={topic} className="flex items-center gap-2" data-tip={whyNotExtra}>
                <input
                  type="checkbox"
                  checked={extraTargets.includes(topic)}
                  disabled={whyNotExtra !== undefined}
                  onChange={({ target }) =>
                    onExtraTargets(
                      target.checked ? [...extraTargets, topic] : extraTargets.filter((name) => name !== topic),
                    )
                  }
                />
                <span className="font-medium">{topic}</span>
                {records === null ? null : <span className="text-muted">{plural(records, 'record')}</span>}
              </label>
            ))}
            <p className="mt-1 text-sm text-muted">
              Only headers name these topics. Select those that may get records.
            </p>
          </Row>
        ) : null}
        <Row name="Read by">
          {plan.groups.length === 0 ? <span className="text-muted">no group with offsets there</span> : null}
          {plan.groups.map(({ id, topic, failing, lag }) => (
            <div key={`${topic} ${id}`}>
              {id}
              <span className="text-muted">
                {failing ? ' · the one that failed' : ''}
                {lag === null ? '' : ` · ${formatCount(lag)} behind`}
              </span>
            </div>
          ))}
        </Row>
        <Row name="Guarantee">
          {plan.guarantee === 'exactlyOnceReadCommitted'
            ? 'exactly once, for read_committed readers'
            : 'at least once: after a crash some can arrive twice'}
        </Row>
      </dl>
      {verdict ? <FilterFailed verdict={verdict} /> : null}
      {plan.warnings.map(({ code, text }) => (
        <p
          key={code}
          className={
            code === 'readUncommitted'
              ? 'flex gap-2 rounded-md bg-sunken px-3 py-2 text-muted'
              : 'flex gap-2 rounded-md bg-warn-soft px-3 py-2 text-warn'
          }
        >
          <StatusShape tone={code === 'readUncommitted' ? 'info' : 'warn'} className="mt-1.5" />
          {text}
        </p>
      ))}
      <Field label="Reason" hint="Stands in the audit record, with your name.">
        {(control) => (
          <Textarea
            {...control}
            value={reason}
            placeholder="Amount rule fixed in 1.14.3"
            onChange={(event) => onReason(event.target.value)}
          />
        )}
      </Field>
      <HeaderDiff samples={plan.samples} />
    </div>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}

function Checking() {
  return (
    <div aria-busy className="flex flex-col gap-3">
      <p className="text-muted">Going through the records; nothing is sent.</p>
      {['w-64', 'w-48', 'w-56', 'w-40'].map((width) => (
        <Skeleton key={width} className={width} />
      ))}
    </div>
  )
}
