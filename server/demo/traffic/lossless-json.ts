declare global {
  interface JSON {
    /** A piece of JSON text that `stringify` copies as it is (ECMAScript proposal, in Node 24). */
    rawJSON(text: string): unknown
  }
}

/** JSON text in which a bigint is a plain number, as a service in Java would write a `long`. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? JSON.rawJSON(String(item)) : item))
}

/** An integer member of a JSON object without the loss that `JSON.parse` brings above 2^53. */
export function integerIn(json: string, member: string): bigint | undefined {
  const digits = new RegExp(`"${member}":(-?\\d+)`).exec(json)?.[1]
  return digits === undefined ? undefined : BigInt(digits)
}
