/** Batches hardly ever unpack to more. */
const OUTPUT_BYTES = 1 << 20

let output: Buffer | null = null

/** Where batches are unpacked to for a first look: one is looked at before the next is unpacked. */
export function sharedOutput(): Buffer {
  return (output ??= Buffer.allocUnsafeSlow(OUTPUT_BYTES))
}

/** The same bytes, in memory of their own where they were unpacked to where others are next. */
export function keptFor(payload: Buffer): Buffer {
  return payload.buffer === output?.buffer ? Buffer.from(payload) : payload
}
