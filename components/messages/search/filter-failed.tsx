import { clsx } from 'clsx'
import { Button } from '#components/ui/button.tsx'
import { StatusShape } from '#components/ui/status-tag.tsx'
import type { FilterFailure } from '#lib/contract/filter-failures.ts'
import { failureWords, type FilterVerdict } from '#lib/format/filter-words.ts'
import { plural } from '#lib/format/numbers.ts'

const SHOWN = 5

/** Instead of "nothing matches": that the filter failed, why, and how it was probably meant. */
export function FilterFailed({
  verdict: { kind, text, kinds },
  instead = false,
  onUse,
  onShow,
}: {
  verdict: FilterVerdict
  /** It stands where the records would be. */
  instead?: boolean
  /** Filters by another expression; left out where it cannot be changed here. */
  onUse?: ((filter: string) => void) | undefined
  /** Opens a record that it failed on. */
  onShow?: ((first: FilterFailure['first']) => void) | undefined
}) {
  const [first] = kinds
  const rewrite = onUse && kinds.find((one) => one.rewrite !== undefined)?.rewrite
  const bad = kind === 'failed'
  return (
    <div
      role="alert"
      className={clsx(
        'flex gap-3 rounded-lg border px-4 py-3',
        instead ? 'm-4' : 'mx-4 mb-2',
        bad ? 'border-bad/40 bg-bad-soft' : 'border-warn/40 bg-warn-soft',
      )}
    >
      <StatusShape tone={bad ? 'bad' : 'warn'} className={clsx('mt-1.5', bad ? 'text-bad' : 'text-warn')} />
      <div className="min-w-0 flex-1 wrap-anywhere">
        <p className="font-semibold">{text}</p>
        {kinds.length > 1 ? (
          <ul className="mt-1">
            {kinds.slice(0, SHOWN).map((one) => (
              <li key={JSON.stringify(one)}>
                {plural(one.records, 'record')}: {failureWords(one)}
              </li>
            ))}
            {kinds.length > SHOWN ? <li>and {plural(kinds.length - SHOWN, 'other reason')}</li> : null}
          </ul>
        ) : null}
        <div className="mt-2 flex flex-wrap items-center gap-2">
          {rewrite === undefined ? null : (
            <Button className="h-auto min-h-7.5 max-w-full py-1 text-left" onClick={() => onUse?.(rewrite)}>
              <span>
                Use <span className="font-mono text-sm whitespace-normal">{rewrite}</span>
              </span>
            </Button>
          )}
          {first && onShow ? (
            <Button look="quiet" onClick={() => onShow(first.first)}>
              {bad ? 'Show a record it failed on' : 'Show such a record'}
            </Button>
          ) : null}
        </div>
      </div>
    </div>
  )
}
