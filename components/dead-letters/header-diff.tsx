import type { Header } from '#lib/contract/messages.ts'
import type { ReplayPlan } from '#lib/contract/replays.ts'

interface Line {
  sign: '-' | '+' | ' '
  header: Header
}

/** Both lists keep their order, and a replay only takes away and appends. */
function diff(before: readonly Header[], after: readonly Header[]): Line[] {
  const lines: Line[] = []
  let at = 0
  for (const header of before) {
    if (same(header, after[at])) {
      lines.push({ sign: ' ', header })
      at += 1
    } else lines.push({ sign: '-', header })
  }
  for (const header of after.slice(at)) lines.push({ sign: '+', header })
  return lines
}

function same(a: Header, b: Header | undefined): boolean {
  return (
    b !== undefined && a.name === b.name && a.value?.text === b.value?.text && (a.value === null) === (b.value === null)
  )
}

const LOOK = { '-': 'text-faint', '+': 'text-ok', ' ': '' } as const

/** What happens to the headers, on the first of the records. */
export function HeaderDiff({ samples }: { samples: ReplayPlan['samples'] }) {
  const [sample] = samples
  if (!sample) return null
  const lines = diff(sample.before, sample.after)
  const count = (sign: Line['sign']) => lines.filter((line) => line.sign === sign).length
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
