/** How many offsets lie between two of them, both as decimal strings; null where one is not known. */
export function recordsBetween(from: string | null, to: string | null): string | null {
  return from === null || to === null ? null : (BigInt(to) - BigInt(from)).toString()
}
