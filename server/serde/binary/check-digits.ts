/** More digits than any database keeps; computing with a number takes up to the square of its length. */
const MAX_DIGITS = 2_000

/** Refuses the text of a number before it is computed. @throws what `refuse` makes of the reason */
export function checkDigits(text: string, refuse: (reason: string) => Error): void {
  if (text.length > MAX_DIGITS + 1) throw refuse('has more than 2,000 digits')
}
