import type { ReplayPlan } from '#lib/contract/replays.ts'
import { type HeaderLine, headerLines } from './header-lines.ts'

const LOOK = { '-': 'text-faint', '+': 'text-ok', ' ': '' } as const

/** What happens to the headers, on the first of the records. */
export function HeaderDiff({ samples }: { samples: ReplayPlan['samples'] }) {
  const [sample] = samples
  if (!sample) return null
  const lines = headerLines(sample.before, sample.after)
  const count = (sign: HeaderLine['sign']) => lines.filter((line) => line.sign === sign).length
  return (
    <details open className="rounded-md bg-sunken">
      <summary className="cursor-pointer px-3 py-1.5 text-sm text-muted">
        Headers: {count('-')} taken away, {count(' ')} kept, {count('+')} added
        <span className="text-faint">
          {' '}
          · record {sample.record.partition} @ {sample.record.offset}
        </span>
      </summary>
      <ul className="px-3 pb-2 font-mono text-xs leading-5">
        {lines.map(({ sign, header }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- names repeat; a line is its place
          <li key={index} className={`truncate whitespace-pre ${LOOK[sign]}`}>
            <span aria-hidden>{sign} </span>
            <span className="sr-only">{sign === '-' ? 'taken away: ' : sign === '+' ? 'added: ' : 'kept: '}</span>
            {header.name}: {clip(header.value?.text ?? 'null')}
          </li>
        ))}
      </ul>
    </details>
  )
}

function clip(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 80 ? `${line.slice(0, 80)}…` : line
}
