'use client'

import { clsx } from 'clsx'
import { RelativeTime, AbsoluteTime } from '#components/ui/relative-time.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import type { Message } from '#lib/contract/messages.ts'
import { formatBytes, formatCount, plural } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import { ChangeList } from './change-list.tsx'
import { compareValues, type Version, type VersionChange } from './versions.ts'
import { useWhole } from './use-whole.ts'

/** The versions of a key, the newest first; choosing one shows what the state was then. */
export function VersionList({
  at,
  versions,
  chosen,
  onChoose,
}: {
  at: { cluster: string; topic: string }
  versions: readonly Version[]
  chosen: string | null
  onChoose: (message: Message) => void
}) {
  return (
    <ol aria-label="Versions, the newest first" className="relative px-4 py-3">
      {versions.map((version, index) => {
        const { message } = version
        const id = `${message.partition}/${message.offset}`
        return (
          <VersionRow
            key={id}
            at={at}
            version={version}
            before={versions[index + 1]?.message}
            last={index === versions.length - 1}
            chosen={id === chosen}
            onChoose={() => onChoose(message)}
          />
        )
      })}
    </ol>
  )
}

const DOT: Record<VersionChange['kind'], string> = {
  first: 'bg-ok',
  recreated: 'bg-ok',
  deleted: 'bg-bad',
  changed: 'bg-accent',
  same: 'bg-surface',
  unknown: 'bg-surface',
}

function VersionRow({
  at,
  version,
  before,
  last,
  chosen,
  onChoose,
}: {
  at: { cluster: string; topic: string }
  version: Version
  before: Message | undefined
  last: boolean
  chosen: boolean
  onChoose: () => void
}) {
  const { message, lastedMs } = version
  const whole = useWhole(at, before, message)
  const change =
    whole.before?.value && whole.after?.value ? compareValues(whole.before.value, whole.after.value) : version.change
  return (
    <li className="relative pb-2.5 pl-6">
      {last ? null : (
        <span aria-hidden className="absolute top-3 bottom-0 left-1.75 w-px -translate-x-1/2 bg-line-strong" />
      )}
      <span
        aria-hidden
        className={clsx('absolute top-2 left-0.5 size-2.5 rounded-full border border-line-strong', DOT[change.kind])}
      />
      <div
        className={clsx(
          'relative rounded-md border px-2.5 py-1.5',
          chosen ? 'border-accent bg-accent-soft/40' : 'border-transparent hover:bg-hover',
        )}
      >
        <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
          <button
            type="button"
            aria-pressed={chosen}
            onClick={onChoose}
            className="font-medium after:absolute after:inset-0 hover:underline"
          >
            <AbsoluteTime at={message.timestamp} />
          </button>
          <ChangeTag change={change} />
          <span className="text-muted">
            {message.value === null ? '' : `${formatBytes(message.value.sizeBytes)} · `}
            {lastedMs === null ? (
              <>
                the last one, since <RelativeTime at={message.timestamp} />
              </>
            ) : (
              `held for ${formatDuration(lastedMs)}`
            )}
          </span>
          <span className="ml-auto font-mono text-sm text-muted">
            {message.partition} / {formatCount(message.offset)}
          </span>
        </div>
        {change.kind === 'changed' && !change.cut ? (
          <div className="relative">
            <ChangeList changes={change.changes} more={change.more} />
          </div>
        ) : null}
        {change.kind === 'changed' && change.cut ? (
          <p className="relative mt-1 text-sm text-muted">
            The values are larger than what a list carries.{' '}
            <button
              type="button"
              disabled={whole.loading}
              onClick={whole.load}
              className="font-medium text-accent hover:underline"
            >
              {whole.loading ? 'Loading both …' : 'Compare them whole'}
            </button>
            {whole.tooLarge ? ' Over 512 KB only the beginnings can be compared.' : ''}
          </p>
        ) : null}
      </div>
    </li>
  )
}

function ChangeTag({ change }: { change: VersionChange }) {
  switch (change.kind) {
    case 'first':
      return (
        <StatusTag tone="ok" tip="Nothing earlier is known: it was made here, or what was before it is gone.">
          first known version
        </StatusTag>
      )
    case 'recreated':
      return <StatusTag tone="ok">written again</StatusTag>
    case 'deleted':
      return (
        <StatusTag tone="bad" tip="A tombstone: the value is null">
          deleted
        </StatusTag>
      )
    case 'same':
      return <StatusTag tone="idle">not changed</StatusTag>
    case 'unknown':
      return <StatusTag tone="idle">older versions are not loaded</StatusTag>
    case 'changed':
      return (
        <StatusTag tone="info">
          {change.cut
            ? 'changed'
            : change.changes[0]?.path === ''
              ? 'value changed'
              : plural(change.changes.length + change.more, 'change')}
        </StatusTag>
      )
  }
}
