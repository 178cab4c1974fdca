/** Ascending ranges `[from, to)` over the offsets; those that are at most `joinWithin` apart share one, to be read in one go. */
export function rangesOver(offsets: ReadonlySet<bigint>, joinWithin: bigint): { from: bigint; to: bigint }[] {
  const ranges: { from: bigint; to: bigint }[] = []
  for (const offset of [...offsets].toSorted((a, b) => (a < b ? -1 : Number(a > b)))) {
    const last = ranges.at(-1)
    if (last && offset - last.to <= joinWithin) last.to = offset + 1n
    else ranges.push({ from: offset, to: offset + 1n })
  }
  return ranges
}
