import type { Random } from '#testkit/records/random.ts'

/** How often each decoder is given a mutated input: 1,000 times, or as TAILRACE_FUZZ_ROUNDS says. */
export const FUZZ_ROUNDS = Number(process.env['TAILRACE_FUZZ_ROUNDS'] ?? 1_000)

/** Bytes that lengths, counts and type markers like to be. */
const EXTREMES = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x9f, 0xbf, 0x5f, 0xdd, 0xdf, 0xfe]

/** A copy with one to six small damages: flipped, extreme, removed, repeated or foreign bytes, or an end that comes early. */
export function mutated(original: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(original)
  for (let damages = 1 + random.int(6); damages > 0; damages--) bytes = damaged(bytes, random)
  return bytes
}

function damaged(bytes: Buffer, random: Random): Buffer {
  const at = random.int(bytes.length + 1)
  const length = 1 + random.int(12)
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
  switch (random.int(7)) {
    case 0: {
      const flipped = Buffer.from(bytes)
      if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << random.int(8))
      return flipped
    }
    case 1: {
      const extreme = Buffer.from(bytes)
      if (at < extreme.length) extreme[at] = EXTREMES[random.int(EXTREMES.length)] ?? 0
      return extreme
    }
    case 2:
      return Buffer.from(before)
    case 3:
      return Buffer.concat([before, after.subarray(length)])
    case 4:
      return Buffer.concat([before, after.subarray(0, length), after])
    case 5:
      return Buffer.concat([before, Buffer.from(Array.from({ length }, () => random.int(256))), after])
    default:
      // The longest numbers there are.
      return Buffer.concat([before, Buffer.alloc(length, EXTREMES[random.int(EXTREMES.length)]), after])
  }
}

/** Far above what any single small input may take, on a machine that does other things as well. */
const MAX_MS = 5_000

/** Runs `work` and throws where it took so long that a reader would call it hung. */
export function timed<Result>(work: () => Result): Result {
  const started = performance.now()
  const result = work()
  const ms = performance.now() - started
  if (ms > MAX_MS) throw new Error(`took ${Math.round(ms)} ms`)
  return result
}

/** What the process holds now, in MB, after what is not needed was let go as far as can be asked for. */
export function heldMb(): number {
  return Math.round(process.memoryUsage().rss / 2 ** 20)
}
