'use client'

import { Search } from 'lucide-react'
import Link from 'next/link'
import type { Header } from '#lib/contract/messages.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { VirtualList } from '#components/ui/virtual-list.tsx'
import { formatCount } from '#lib/format/numbers.ts'
import { sameHeaderLink } from './find-links.ts'
import { FORMAT_LABEL } from '#lib/format/record-formats.ts'

/** The headers in their order, duplicates included, each with its type. */
export function RecordHeaders({
  at,
  headers,
  more = 0,
}: {
  at: { cluster: string; topic: string }
  headers: readonly Header[]
  /** How many there are behind those. */
  more?: number | undefined
}) {
  if (headers.length === 0) return <h3 className="mt-3 font-semibold">No headers</h3>
  const repeated = repeatedNames(headers)
  return (
    <section aria-label="Headers" className="mt-3">
      <h3 className="mb-1 font-semibold">
        Headers <span className="font-normal text-faint">{formatCount(headers.length + more)}</span>
      </h3>
      <VirtualList
        label="Headers"
        count={headers.length}
        rowHeight={31}
        className="grid grid-cols-[minmax(6rem,2fr)_3fr_auto] items-start gap-x-2.5 border-b border-line py-0.5 last:border-0"
        row={(index) => {
          const header = headers[index]
          return header ? <HeaderRow at={at} header={header} repeated={repeated[index] ?? false} /> : null
        }}
      />
      {more > 0 ? (
        <p className="mt-1 text-sm text-muted">
          The first {formatCount(headers.length)} are shown; {formatCount(more)} more are not.
        </p>
      ) : null}
    </section>
  )
}

/** Of each header, whether one before it has the same name. */
function repeatedNames(headers: readonly Header[]): boolean[] {
  const seen = new Set<string>()
  return headers.map(({ name }) => {
    const before = seen.has(name)
    seen.add(name)
    return before
  })
}

function HeaderRow({
  at,
  header,
  repeated,
}: {
  at: { cluster: string; topic: string }
  header: Header
  repeated: boolean
}) {
  const { name, value } = header
  const same = sameHeaderLink(at, header)
  return (
    <>
      <span className="font-mono text-sm break-all text-muted">
        {name}
        {repeated ? <span className="font-sans text-faint"> repeated</span> : null}
      </span>
      <span className="max-h-40 min-w-0 overflow-y-auto font-mono text-sm break-words whitespace-pre-wrap">
        {value === null ? <span className="text-faint italic">null</span> : null}
        {value?.sizeBytes === 0 ? <span className="text-faint italic">empty</span> : value?.text}
        {value && value.format !== 'text' && value.format !== 'json' && value.format !== 'empty' ? (
          <span className="font-sans text-faint" data-tip={value.reason}>
            {' '}
            {FORMAT_LABEL[value.format]}
          </span>
        ) : null}
      </span>
      <span className="flex">
        {same ? (
          <Link
            href={same}
            prefetch={false}
            aria-label={`Find all with this ${name}`}
            data-tip="Find all records with this header"
            className="inline-flex size-6.5 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
          >
            <Search size={13} aria-hidden />
          </Link>
        ) : null}
        {value ? <CopyButton value={value.text} label={`Copy ${name}`} /> : null}
      </span>
    </>
  )
}
