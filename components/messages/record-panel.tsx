'use client'

import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { GitCompareArrows, Maximize2, Minimize2, X } from 'lucide-react'
import { Button, IconButton } from '#components/ui/button.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useShortcuts } from '#components/ui/use-shortcuts.ts'
import type { Message } from '#lib/contract/messages.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { panelWidth } from '#lib/preferences/preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'
import { type ChosenFormats, downloadUrl, messageOptions, type RecordAt, recordUrl } from '#lib/queries/messages.ts'
import { CopyMenu } from './copy-menu.tsx'
import { DecodedView } from './decoded-view.tsx'
import { draftOf, type ProduceDraft } from './produce-draft.ts'
import { RecordFacts } from './record-facts.tsx'
import { RecordHeaders } from './record-headers.tsx'
import { RecordLinks } from './record-links.tsx'
import { RecordNeighbours } from './record-neighbours.tsx'

/** One record, whole, beside the list: what it holds, where it came from, what stands around it. */
export function RecordPanel({
  at,
  place,
  row,
  formats,
  onClose,
  onOpen,
  onProduce,
  onCompare,
  whyNotProduce,
}: {
  at: { cluster: string; topic: string }
  place: RecordAt
  /** What the list knows of it; shown until the whole is there. */
  row: Message | undefined
  formats: ChosenFormats
  onClose: () => void
  onOpen: (message: Message) => void
  onProduce: (draft: ProduceDraft) => void
  /** Compares this record with the one that is opened next. */
  onCompare?: () => void
  whyNotProduce: string | undefined
}) {
  const loaded = useQuery(messageOptions(at, place, formats))
  const message = loaded.data ?? row
  const [width, setWidth] = useStored(panelWidth)
  const wide = width === 'wide'
  const tooLarge = loaded.data && isCut(loaded.data) ? 'It is too large for the form: download its bytes.' : undefined
  useShortcuts({ Escape: onClose })
  return (
    <aside
      aria-label={`Record ${place.partition}/${place.offset}`}
      className={clsx(
        'flex shrink-0 flex-col border-t border-l border-line bg-surface max-lg:fixed max-lg:inset-0 max-lg:z-30 max-lg:w-full',
        wide ? 'w-[70%]' : 'w-[min(460px,45%)]',
      )}
    >
      <header className="flex h-11 shrink-0 items-center gap-2 border-b border-line pr-2 pl-3.5">
        <h2 className="mr-auto truncate font-mono text-base font-semibold">
          {place.partition} / {formatCount(place.offset)}
        </h2>
        <span className="flex gap-1 max-lg:hidden" data-tip="Next and previous record">
          <Kbd>j</Kbd>
          <Kbd>k</Kbd>
        </span>
        <CopyMenu at={at} place={place} message={loaded.data} />
        <Button
          size="small"
          blocked={whyNotProduce ?? tooLarge}
          disabled={!loaded.data}
          onClick={() => {
            if (loaded.data) onProduce(draftOf(loaded.data))
          }}
        >
          Produce again
        </Button>
        {onCompare ? (
          <IconButton label="Compare with another record" size="smallIcon" onClick={onCompare}>
            <GitCompareArrows size={14} aria-hidden />
          </IconButton>
        ) : null}
        <IconButton
          label={wide ? 'Narrower' : 'Wider'}
          size="smallIcon"
          className="max-lg:hidden"
          onClick={() => setWidth(wide ? 'narrow' : 'wide')}
        >
          {wide ? <Minimize2 size={13} aria-hidden /> : <Maximize2 size={13} aria-hidden />}
        </IconButton>
        <IconButton label="Close" size="smallIcon" onClick={onClose}>
          <X size={15} aria-hidden />
        </IconButton>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-3.5 py-2.5">
        {loaded.error && !message ? (
          <ErrorPanel
            what="load this record"
            error={loaded.error}
            retrying={loaded.isFetching}
            onRetry={() => void loaded.refetch()}
          />
        ) : null}
        {loaded.error && message ? <p className="mb-2 text-bad">{loaded.error.message}</p> : null}
        {message ? <RecordFacts at={at} message={message} /> : null}
        {message ? <RecordLinks cluster={at.cluster} message={message} /> : null}
        {!message && !loaded.error ? <PanelSkeleton /> : null}
        {message ? (
          <>
            <DecodedView
              part="value"
              none="null: a tombstone"
              decoded={message.value}
              urls={{ bytes: downloadUrl(at, place, 'value'), record: recordUrl(at, place, formats) }}
              whole={loaded.data !== undefined}
            />
            <DecodedView
              part="key"
              none="null"
              decoded={message.key}
              urls={{ bytes: downloadUrl(at, place, 'key'), record: recordUrl(at, place, formats) }}
              whole={loaded.data !== undefined}
            />
            <RecordHeaders at={at} headers={message.headers} more={message.moreHeaders} />
          </>
        ) : null}
        <RecordNeighbours at={at} place={place} onOpen={onOpen} />
      </div>
    </aside>
  )
}

function isCut({ key, value, headers, moreHeaders }: Message): boolean {
  if (moreHeaders !== undefined) return true
  return [key, value, ...headers.map((header) => header.value)].some((part) => part?.truncated)
}

function PanelSkeleton() {
  return (
    <div className="flex flex-col gap-2.5">
      {Array.from({ length: 10 }, (_, index) => (
        <Skeleton key={index} className={index % 3 === 0 ? 'w-40' : 'w-full'} />
      ))}
    </div>
  )
}
