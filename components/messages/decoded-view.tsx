'use client'

import { Download } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useCallback, useMemo, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import type { Decoded } from '#lib/contract/messages.ts'
import { formatBytes } from '#lib/format/numbers.ts'
import { parseJsonTree } from '#lib/json/json-tree.ts'
import { bytesOf } from './decoded-bytes.ts'
import { HexView } from './hex-view.tsx'
import { JsonView } from './json-view.tsx'
import { hasOddBytes, OddBytes } from './odd-bytes.tsx'

type View = 'tree' | 'text' | 'hex'

/** What is put on the page at once; the rest on request. */
const TEXT_CHARS = 200_000

const LargeDecoded = dynamic(() => import('./large/large-decoded.tsx').then((module) => module.LargeDecoded), {
  ssr: false,
})

/** A key or value: as a tree where it is JSON, as text, as bytes; with the exact bytes to download. */
export function DecodedView({
  part,
  none,
  decoded,
  urls,
  whole,
}: {
  part: 'key' | 'value'
  none: string
  decoded: Decoded | null
  /** Where the exact bytes are, and the record as JSON. */
  urls: { bytes: string; record: string }
  /** Whether the record was loaded, so that what is still truncated is too large for the page. */
  whole: boolean
}) {
  const title = part === 'key' ? 'Key' : 'Value'
  const [chosen, setChosen] = useState<View | null>(null)
  const [noTree, setNoTree] = useState(false)
  const onNoTree = useCallback(() => setNoTree(true), [])
  const large = decoded !== null && whole && decoded.truncated
  const tree = useMemo(
    () => (decoded && isJson(decoded) && !decoded.truncated ? parseJsonTree(decoded.text) : null),
    [decoded],
  )
  if (decoded === null || decoded.sizeBytes === 0) {
    return (
      <h3 className="mt-3 font-semibold">
        {title} <span className="font-normal text-faint italic">{decoded === null ? none : 'empty'}</span>
      </h3>
    )
  }
  const branches = large
    ? isJson(decoded) && !noTree
    : tree !== null && (tree.kind === 'object' || tree.kind === 'array')
  const view = chosen === null || (chosen === 'tree' && !branches) ? (branches ? 'tree' : 'text') : chosen
  const views = [
    ...(branches ? [{ value: 'tree', label: 'Tree' } as const] : []),
    { value: 'text', label: 'Text' } as const,
    { value: 'hex', label: 'Hex' } as const,
  ]
  return (
    <section aria-label={title} className="mt-3">
      <header className="flex items-center gap-1.5">
        <h3 className="mr-auto font-semibold">{title}</h3>
        <Segmented label={`${title} as`} value={view} options={views} onChange={setChosen} />
        {large ? null : <CopyButton value={decoded.text} label={`Copy the ${part}`} />}
        <a
          href={urls.bytes}
          download
          aria-label={`Download the exact bytes of the ${part}`}
          data-tip="Download the exact bytes"
          className="inline-flex size-6.5 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
        >
          <Download size={13} aria-hidden />
        </a>
      </header>
      {large ? (
        <LargeDecoded
          source={{
            part,
            bytesUrl: urls.bytes,
            // Elsewhere the text is not the bytes: the server decodes them.
            recordUrl: isPlain(decoded) ? null : urls.record,
            sizeBytes: decoded.sizeBytes,
          }}
          look={view}
          title={title}
          onNoTree={onNoTree}
        />
      ) : null}
      {!large && view === 'tree' && tree ? <JsonView root={tree} /> : null}
      {!large && view === 'text' ? <TextView text={decoded.text} odd={hasOddBytes(decoded)} /> : null}
      {!large && view === 'hex' ? <HexView bytes={bytesOf(decoded)} /> : null}
      {decoded.truncated && !whole ? (
        <p className="mt-1 text-sm text-muted">
          The first part of {formatBytes(decoded.sizeBytes)}; the rest is loading.
        </p>
      ) : null}
    </section>
  )
}

/** Whether the text is JSON, of whatever format the bytes are. */
function isJson({ format, text }: Decoded): boolean {
  return format === 'json' || /^\s*[{[]/.test(text)
}

/** Whether the text is the bytes as UTF-8. */
function isPlain(decoded: Decoded): boolean {
  const { format, schema } = decoded
  return schema === undefined && ['json', 'text', 'xml'].includes(format) && !hasOddBytes(decoded)
}

function TextView({ text, odd }: { text: string; odd: boolean }) {
  const [all, setAll] = useState(false)
  const cut = !all && text.length > TEXT_CHARS
  return (
    <>
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
        tabIndex={0}
        className="mt-1.5 max-h-[60vh] overflow-auto rounded-md bg-sunken p-2.5 font-mono text-sm break-words whitespace-pre-wrap"
      >
        {odd ? <OddBytes text={text.slice(0, all ? Infinity : TEXT_CHARS)} /> : cut ? text.slice(0, TEXT_CHARS) : text}
      </pre>
      {cut ? (
        <Button size="small" className="mt-1" onClick={() => setAll(true)}>
          Show all {formatBytes(text.length)}
        </Button>
      ) : null}
    </>
  )
}
