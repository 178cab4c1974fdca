import { AbsoluteTime } from '#components/ui/relative-time.tsx'
import type { Decoded, Message } from '#lib/contract/messages.ts'
import { formatBytes, plural } from '#lib/format/numbers.ts'

/** The record a group would read next, as far as it can be decoded. */
export function StuckRecord({ record }: { record: Message }) {
  return (
    <section aria-label="The record" className="mt-3 rounded-md border border-line">
      <p className="flex flex-wrap gap-x-3 border-b border-line px-3 py-1.5 text-muted">
        <span className="font-semibold text-ink">Offset {record.offset}</span>
        <AbsoluteTime at={record.timestamp} />
        <span>{formatBytes(record.sizeBytes)}</span>
        <span>{plural(record.headers.length, 'header')}</span>
      </p>
      <Part name="Key" decoded={record.key} />
      <Part name="Value" decoded={record.value} />
    </section>
  )
}

function Part({ name, decoded }: { name: string; decoded: Decoded | null }) {
  return (
    <div className="border-b border-line px-3 py-1.5 last:border-b-0">
      <h3 className="text-sm text-muted">
        {name}
        {decoded ? ` · ${decoded.format}, ${formatBytes(decoded.sizeBytes)}` : ''}
        {decoded?.truncated ? ', its beginning' : ''}
      </h3>
      {decoded?.error ? <p className="text-warn">{decoded.error}</p> : null}
      {decoded === null ? (
        <p className="font-mono text-sm text-faint">null</p>
      ) : (
        <pre
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolled area is reached by keyboard
          tabIndex={0}
          aria-label={name}
          className="max-h-40 overflow-auto font-mono text-sm break-words whitespace-pre-wrap"
        >
          {decoded.text}
        </pre>
      )}
    </div>
  )
}
