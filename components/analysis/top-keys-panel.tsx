import Link from 'next/link'
import type { Analysis, SampleText } from '#lib/contract/analysis.ts'
import { formatBytes, formatCompact, formatCount } from '#lib/format/numbers.ts'
import { Panel, ShareRow } from './panel.tsx'
import { percent } from './percent.ts'
import { Sample } from './sample.tsx'

const SHOWN = 8

/** The keys that occur most. */
export function TopKeysPanel({
  topKeys,
  keys,
  historyHref,
}: Pick<Analysis, 'topKeys' | 'keys'> & { historyHref: (key: string) => string }) {
  const { items, mayMiss, distinct, distinctExact } = topKeys
  const most = Math.max(1, items[0]?.count ?? 1)
  if (keys.count === 0) {
    return (
      <Panel title="Top keys">
        <p className="px-3 pb-2 text-muted">No record of the slice has a key.</p>
      </Panel>
    )
  }
  return (
    <Panel
      title="Top keys"
      note={`${distinctExact ? formatCount(distinct) : `about ${formatCompact(distinct)}`} different ${distinct === 1 ? 'key' : 'keys'}${distinct === keys.count ? ', each once' : ''}`}
    >
      <ul aria-label="The most frequent keys">
        {items.slice(0, SHOWN).map((item, index) => (
          <ShareRow
            // oxlint-disable-next-line react/no-array-index-key -- cut keys may look alike
            key={index}
            share={item.count / most}
            label={<Key sample={item.key} href={historyHref(item.key.text)} />}
            figures={
              <>
                <span className="w-16 max-sm:hidden">{formatBytes(item.bytes)}</span>
                <span className="w-20 text-ink">{formatCount(item.count)}</span>
                <span className="w-14">{percent(item.count, keys.count)}</span>
              </>
            }
          />
        ))}
      </ul>
      {mayMiss > 0 ? (
        <p className="px-3 pt-1 text-sm text-muted">
          There are too many keys to count each: these counts may be up to {formatCount(mayMiss)} too small.
        </p>
      ) : null}
    </Panel>
  )
}

/** With the way to its history where the key is known whole. */
function Key({ sample, href }: { sample: SampleText; href: string }) {
  if (sample.hex || sample.truncated || sample.text === '') return <Sample sample={sample} />
  return (
    <Link href={href} className="hover:underline" data-tip="All versions of this key">
      <Sample sample={sample} />
    </Link>
  )
}
