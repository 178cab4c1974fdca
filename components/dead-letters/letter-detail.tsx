'use client'

import { useQuery } from '@tanstack/react-query'
import { RotateCcw, X } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Button, IconButton } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { VirtualList } from '#components/ui/virtual-list.tsx'
import { AbsoluteTime } from '#components/ui/relative-time.tsx'
import type { DeadLetter, DeadLetterOrigin } from '#lib/contract/dead-letters.ts'
import type { Decoded } from '#lib/contract/messages.ts'
import { formatBytes, formatCount } from '#lib/format/numbers.ts'
import { ownMessage } from '#lib/failure-message.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { deadLetterOptions } from '#lib/queries/dead-letters.ts'
import { readable } from '#lib/json/pretty-json.ts'
import { RecordLinks } from '#components/messages/record-links.tsx'
import { LetterOriginal } from './letter-original.tsx'
import { LetterState } from './letter-state.tsx'
import { placeOf } from './place-of.ts'

/** One dead letter: why it failed, where it came from, and the record with all its headers. */
export function LetterDetail({
  cluster,
  letter,
  onClose,
  onReplay,
  onIgnore,
}: {
  cluster: string
  letter: DeadLetter
  onClose: () => void
  onReplay: () => void
  onIgnore: () => void
}) {
  const listed = letter.message
  const place = { topic: listed.topic, partition: listed.partition, offset: listed.offset }
  // The list holds its beginning.
  const message = useQuery(deadLetterOptions(cluster, place)).data?.letter.message ?? listed
  return (
    <aside aria-label="Dead letter" className="flex min-h-0 flex-1 flex-col">
      <header className="flex items-center gap-2 border-b border-line px-4 py-2">
        <h2 className="font-semibold">Record {placeOf(letter).replace('-', ' @ ')}</h2>
        <LetterState letter={letter} />
        <span className="ml-auto flex gap-1">
          {letter.state === 'replayed' ? null : (
            <Button size="small" onClick={onIgnore}>
              {letter.state === 'ignored' ? 'Open again…' : 'Ignore…'}
            </Button>
          )}
          <Button size="small" look="primary" onClick={onReplay}>
            <RotateCcw size={13} aria-hidden />
            Replay…
          </Button>
          <IconButton label="Close" size="smallIcon" onClick={onClose}>
            <X size={15} aria-hidden />
          </IconButton>
        </span>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">
        <p className="font-semibold break-words">{letter.exceptionClass ?? 'No exception known'}</p>
        <p className="mt-0.5 break-words text-muted">
          {letter.exceptionMessage === null ? 'The headers hold no message.' : ownMessage(letter.exceptionMessage)}
        </p>
        <dl className="mt-3 grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1">
          <Row name="Came from">
            <OriginText cluster={cluster} origin={letter.origin} />
          </Row>
          {letter.lastHop ? (
            <Row name="Failed last in">
              <OriginText cluster={cluster} origin={letter.lastHop} />
            </Row>
          ) : null}
          {letter.group === null ? null : <Row name="Failed in">{letter.group}</Row>}
          {letter.component === null ? null : <Row name="Component">{letter.component}</Row>}
          {letter.stage === null ? null : <Row name="Stage">{letter.stage}</Row>}
          {letter.attempts === null ? null : <Row name="Attempts">{letter.attempts}</Row>}
          <Row name="Failed at">
            {letter.failedAt === null ? (
              <span className="text-muted">not told by the record</span>
            ) : (
              <AbsoluteTime at={letter.failedAt} />
            )}
          </Row>
          <Row name="Record time">
            <AbsoluteTime at={message.timestamp} />
          </Row>
          <Row name="Size">{formatBytes(message.sizeBytes)}</Row>
        </dl>
        <RecordLinks cluster={cluster} message={message} />
        <LetterOriginal cluster={cluster} place={place} />
        {letter.pointer ? (
          <p className="mt-3 rounded-md bg-info-soft px-3 py-2 text-info">
            It only points to the original: the share group does not copy records.
          </p>
        ) : null}
        <Bytes name="Key" decoded={message.key} />
        <Bytes name="Value" decoded={message.value} />
        <h3 className="mt-4 mb-1 text-sm font-medium text-muted">Headers · {formatCount(message.headers.length)}</h3>
        <VirtualList
          label="Headers"
          count={message.headers.length}
          rowHeight={26}
          className="border-b border-line px-2.5 py-1 font-mono text-sm last:border-b-0"
          row={(index) => {
            const header = message.headers[index]
            return header ? (
              <>
                <span className="break-words text-muted">{header.name}</span>{' '}
                <span className="break-words whitespace-pre-wrap">
                  {header.value === null ? <i className="text-faint">null</i> : clip(header.value)}
                </span>
              </>
            ) : null
          }}
        />
        {letter.stackTrace ? (
          <details className="mt-4">
            <summary className="cursor-pointer text-sm font-medium text-muted">Stack trace</summary>
            <pre
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolled area is reached by keyboard
              tabIndex={0}
              aria-label="Stack trace"
              className="mt-1 overflow-x-auto rounded-md bg-sunken p-2.5 font-mono text-xs"
            >
              {letter.stackTrace}
            </pre>
          </details>
        ) : null}
      </div>
    </aside>
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

function OriginText({ cluster, origin }: { cluster: string; origin: DeadLetterOrigin | null }) {
  if (!origin) return <span className="text-muted">not told by the record</span>
  return (
    <>
      <Link href={pagePaths.topic(cluster, origin.topic)} className="font-medium hover:underline">
        {origin.topic}
      </Link>
      {origin.partition === null ? '' : `, partition ${origin.partition}`}
      {origin.offset === null ? '' : `, offset ${origin.offset}`}
    </>
  )
}

function Bytes({ name, decoded }: { name: string; decoded: Decoded | null }) {
  return (
    <section className="mt-4">
      <h3 className="mb-1 flex items-center gap-2 text-sm font-medium text-muted">
        {name}
        {decoded ? (
          <span className="font-normal">
            {decoded.format} · {formatBytes(decoded.sizeBytes)}
            {decoded.truncated ? ', its beginning' : ''}
          </span>
        ) : null}
        {decoded ? <CopyButton value={decoded.text} label={`Copy the ${name.toLowerCase()}`} /> : null}
      </h3>
      {decoded === null ? (
        <p className="font-mono text-sm text-faint">null</p>
      ) : (
        <pre
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolled area is reached by keyboard
          tabIndex={0}
          aria-label={name}
          className="max-h-60 overflow-auto rounded-md bg-sunken p-2.5 font-mono text-sm break-words whitespace-pre-wrap"
        >
          {readable(decoded)}
        </pre>
      )}
    </section>
  )
}

/** A stack trace stands below; here its beginning is enough. */
function clip({ text }: Decoded): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
