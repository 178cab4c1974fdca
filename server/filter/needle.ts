/** `indexOf` looks for a first byte very fast, for the rest only in literals this short; longer ones it passes byte by byte. */
const MAX_PROBE_BYTES = 7
const MIN_BYTES = 3
const SAMPLE_BYTES = 8 << 10
/** What a place costs where the probe's first byte stands, one where all of it does, and a sample without any of that for a longer literal. */
const COST = { firstByte: 1, probe: 16, byteByByte: 600 }
/** After the first, then after twice as many searches each time. */
const MAX_SEARCHES = 1024

/**
 * Finds a literal by that part of it which is rarest in the bytes that are searched, four times as fast as by all of it: which part that is is
 * seen from a sample, again and again.
 */
export class Needle {
  readonly bytes: Buffer
  #probe: Buffer
  /** Where the probe stands in the literal. */
  #shift = 0
  #searches = 0
  #chooseAt: number

  constructor(bytes: Buffer) {
    this.bytes = bytes
    this.#probe = bytes
    this.#chooseAt = bytes.length < MIN_BYTES ? Infinity : 1
  }

  /** The first place at or after `from` where the literal stands; -1 where there is none. */
  indexIn(data: Buffer, from: number): number {
    this.#searches += 1
    if (this.#searches === this.#chooseAt) this.#choose(data)
    const shift = this.#shift
    for (let at = data.indexOf(this.#probe, from + shift); at >= 0; at = data.indexOf(this.#probe, at + 1))
      if (this.#standsAt(data, at - shift)) return at - shift
    return -1
  }

  #standsAt(data: Buffer, start: number): boolean {
    const bytes = this.bytes
    if (start + bytes.length > data.length) return false
    for (let index = 0; index < bytes.length; index += 1) if (data[start + index] !== bytes[index]) return false
    return true
  }

  #choose(data: Buffer): void {
    const from = Math.max(0, (data.length - SAMPLE_BYTES) >> 1)
    const sample = data.subarray(from, from + SAMPLE_BYTES)
    const counts = new Uint32Array(256)
    for (const byte of sample) counts[byte] = (counts[byte] ?? 0) + 1
    let least = this.bytes.length > MAX_PROBE_BYTES ? COST.byteByByte : Infinity
    this.#probe = this.bytes
    this.#shift = 0
    for (let shift = 0; shift < this.bytes.length; shift += 1) {
      const firsts = (counts[this.bytes[shift] ?? 0] ?? 0) * COST.firstByte
      if (firsts >= least) continue
      const probe = this.bytes.subarray(shift, shift + MAX_PROBE_BYTES)
      const cost = firsts + countIn(sample, probe) * COST.probe
      if (cost >= least) continue
      least = cost
      this.#probe = probe
      this.#shift = shift
    }
    this.#searches = 0
    this.#chooseAt = Math.min(MAX_SEARCHES, this.#chooseAt * 2)
  }
}

function countIn(data: Buffer, probe: Buffer): number {
  let count = 0
  for (let at = data.indexOf(probe); at >= 0; at = data.indexOf(probe, at + 1)) count += 1
  return count
}
