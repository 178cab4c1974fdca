import { FORMAT_LABEL } from '#lib/format/record-formats.ts'
import type { Analysis } from '#lib/contract/analysis.ts'
import { formatCount, plural } from '#lib/format/numbers.ts'
import { Panel, ShareRow } from './panel.tsx'
import { percent } from './percent.ts'
import { Sample } from './sample.tsx'

const HEADERS_SHOWN = 12

/** Which formats keys and values have, and how the batches are packed. */
export function FormatPanel({ formats, batches, transactional, records }: Analysis) {
  const stored = batches.reduce((sum, one) => sum + one.storedBytes, 0)
  const unpacked = batches.reduce((sum, one) => sum + one.unpackedBytes, 0)
  const inBatches = batches.reduce((sum, one) => sum + one.records, 0)
  const count = batches.reduce((sum, one) => sum + one.batches, 0)
  return (
    <Panel title="Formats and batches" note={`formats of ${plural(formats.sampled, 'sampled record')}`}>
      <Formats title="Values" counts={formats.values} />
      <Formats title="Keys" counts={formats.keys} />
      <h3 className="px-3 pt-2 text-sm text-muted">Batches</h3>
      <ul aria-label="Compression">
        {batches.map((one) => (
          <ShareRow
            key={one.compression}
            share={one.records / Math.max(1, inBatches)}
            label={one.compression === 'none' ? 'not compressed' : one.compression}
            figures={
              <>
                <span>{(one.records / one.batches).toFixed(1)} records each</span>
                <span className="w-14 text-ink">{percent(one.records, inBatches)}</span>
              </>
            }
          />
        ))}
      </ul>
      <p className="px-3 pt-1 text-sm text-muted">
        {plural(count, 'batch', 'batches')}
        {stored > 0 && unpacked > stored * 1.02
          ? `, stored in ${percent(stored, unpacked)} of their unpacked size`
          : ', not smaller than unpacked'}
        {transactional > 0 ? ` · ${percent(transactional, records)} of the records in transactions` : ''}
      </p>
    </Panel>
  )
}

function Formats({ title, counts }: { title: string; counts: Analysis['formats']['values'] }) {
  const all = counts.reduce((sum, { count }) => sum + count, 0)
  return (
    <>
      <h3 className="px-3 pt-1 text-sm text-muted">
        {title}
        {counts.length === 0 ? ': all null' : ''}
      </h3>
      {counts.length === 0 ? null : (
        <ul aria-label={`Formats of ${title.toLowerCase()}`}>
          {counts.map(({ format, count }) => (
            <ShareRow
              key={format}
              share={count / all}
              label={FORMAT_LABEL[format]}
              figures={<span className="text-ink">{percent(count, all)}</span>}
            />
          ))}
        </ul>
      )}
    </>
  )
}

/** Which headers there are. */
export function HeaderPanel({ headers, records }: Pick<Analysis, 'headers' | 'records'>) {
  const shown = headers.items.slice(0, HEADERS_SHOWN)
  const more = headers.items.length - shown.length
  return (
    <Panel
      title="Headers"
      note={
        headers.items.length === 0
          ? 'no record has one'
          : headers.recordsWithout === 0
            ? 'every record has some'
            : `${percent(headers.recordsWithout, records)} of the records have none`
      }
    >
      <ul aria-label="Headers">
        {shown.map((header) => (
          <ShareRow
            key={header.name.text}
            share={header.records / Math.max(1, records)}
            label={
              <>
                <Sample sample={header.name} />
                {header.example === null ? null : (
                  <span className="pl-3 text-muted">
                    as <Sample sample={header.example} />
                  </span>
                )}
              </>
            }
            figures={
              <>
                <span className="w-20 max-sm:hidden">{formatCount(header.records)}</span>
                <span className="w-14 text-ink">{percent(header.records, records)}</span>
              </>
            }
          />
        ))}
      </ul>
      {more + headers.others > 0 ? (
        <p className="px-3 pt-1 text-sm text-muted">
          {more > 0 ? `and ${plural(more, 'more name')}` : ''}
          {headers.others > 0 ? ` and ${plural(headers.others, 'header')} with further names` : ''}
        </p>
      ) : null}
    </Panel>
  )
}
