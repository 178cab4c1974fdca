import type { Header } from '#lib/contract/messages.ts'

/** A header that is taken away, added, or kept. */
export interface HeaderLine {
  sign: '-' | '+' | ' '
  header: Header
}

/** As many steps as a page does not feel; a record of tens of thousands of headers has billions. */
const MAX_CELLS = 1_000_000
const MAX_SHOWN = 500

/**
 * What happens to headers, in their order: as many as possible are kept (the longest common subsequence).
 * Between too many that differ none is looked for: all of them go out, then all come in.
 */
export function headerLines(before: readonly Header[], after: readonly Header[]): HeaderLine[] {
  const least = Math.min(before.length, after.length)
  let head = 0
  while (head < least && same(before[head], after[head])) head += 1
  let tail = 0
  while (tail < least - head && same(before.at(-1 - tail), after.at(-1 - tail))) tail += 1
  const out = before.slice(head, before.length - tail)
  const into = after.slice(head, after.length - tail)
  return [
    ...signed(' ', before.slice(0, head)),
    ...(out.length * into.length > MAX_CELLS ? [...signed('-', out), ...signed('+', into)] : compared(out, into)),
    ...signed(' ', before.slice(before.length - tail)),
  ]
}

/** The lines there is room for, in their order: what is kept is left out before what changes. */
export function shownLines(lines: readonly HeaderLine[]): readonly HeaderLine[] {
  if (lines.length <= MAX_SHOWN) return lines
  const changes = lines.filter(({ sign }) => sign !== ' ')
  const shown = new Set([...changes, ...lines.filter(({ sign }) => sign === ' ')].slice(0, MAX_SHOWN))
  return lines.filter((line) => shown.has(line))
}

function signed(sign: HeaderLine['sign'], headers: readonly Header[]): HeaderLine[] {
  return headers.map((header) => ({ sign, header }))
}

function compared(before: readonly Header[], after: readonly Header[]): HeaderLine[] {
  const width = after.length + 1
  /** How many of the headers from `a` and from `b` on are common. */
  const common = new Uint16Array((before.length + 1) * width)
  const commonFrom = (a: number, b: number) => common[a * width + b] ?? 0
  for (let a = before.length - 1; a >= 0; a -= 1)
    for (let b = after.length - 1; b >= 0; b -= 1)
      common[a * width + b] = same(before[a], after[b])
        ? commonFrom(a + 1, b + 1) + 1
        : Math.max(commonFrom(a + 1, b), commonFrom(a, b + 1))
  const lines: HeaderLine[] = []
  for (let a = 0, b = 0; a < before.length || b < after.length;) {
    const [old, now] = [before[a], after[b]]
    if (old && same(old, now)) {
      lines.push({ sign: ' ', header: old })
      a += 1
      b += 1
    } else if (old && (!now || commonFrom(a + 1, b) > commonFrom(a, b + 1) - tie(lines, now))) {
      lines.push({ sign: '-', header: old })
      a += 1
    } else if (now) {
      lines.push({ sign: '+', header: now })
      b += 1
    }
  }
  return lines
}

/** What goes out stands before what comes in; a header that was changed stands right below what it was. */
function tie(lines: readonly HeaderLine[], now: Header | undefined): 0 | 1 {
  const last = lines.at(-1)
  return last?.sign === '-' && last.header.name === now?.name ? 0 : 1
}

function same(a: Header | undefined, b: Header | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    a.name === b.name &&
    a.value?.text === b.value?.text &&
    (a.value === null) === (b.value === null)
  )
}
