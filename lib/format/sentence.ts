/** A text as a sentence: with a period, unless it ends like a sentence already. */
export function sentence(text: string): string {
  const trimmed = text.trimEnd()
  return trimmed === '' || /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`
}
