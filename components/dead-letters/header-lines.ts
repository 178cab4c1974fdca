import type { Header } from '#lib/contract/messages.ts'

/** A header that is taken away, added, or kept. */
export interface HeaderLine {
  sign: '-' | '+' | ' '
  header: Header
}

/** What happens to headers, in their order: as many as possible are kept (the longest common subsequence). */
export function headerLines(before: readonly Header[], after: readonly Header[]): HeaderLine[] {
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
