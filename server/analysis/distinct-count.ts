import type { WideHash } from './hash-bytes.ts'

const BITS = 12
const REGISTERS = 1 << BITS
/** Of the HyperLogLog paper (Flajolet et al. 2007) for this many registers. */
const ALPHA = 0.7213 / (1 + 1.079 / REGISTERS)

/** About how many different values were seen, in 4 KB: 2 % off at most, nearly always. */
export class DistinctCount {
  readonly #registers = new Uint8Array(REGISTERS)

  add({ low, high }: WideHash): void {
    const register = low & (REGISTERS - 1)
    const rank = Math.clz32(high) + 1
    if (rank > (this.#registers[register] ?? 0)) this.#registers[register] = rank
  }

  estimate(): number {
    let sum = 0
    let zeros = 0
    for (const rank of this.#registers) {
      sum += 2 ** -rank
      if (rank === 0) zeros += 1
    }
    const raw = (ALPHA * REGISTERS * REGISTERS) / sum
    // Few values: the number of registers that were never met tells more.
    return Math.round(raw <= 2.5 * REGISTERS && zeros > 0 ? REGISTERS * Math.log(REGISTERS / zeros) : raw)
  }
}
