/** Below this a buffer of its own costs less than keeping count. */
const MIN_BYTES = 256 << 10
/** Sizes go up in such steps, so that frames of about the same size fit each other's memory. */
const STEP_BYTES = 256 << 10
const MAX_KEPT_BYTES = 32 << 20

/**
 * Memory for large answers that is used again once their reader hands it back: fresh memory is zeroed by the kernel page by page, which takes
 * longer than to look through it. What is never handed back is garbage like any other.
 */
export class FrameMemory {
  #kept: ArrayBuffer[] = []
  #keptBytes = 0
  readonly #lent = new WeakSet<ArrayBufferLike>()

  /** Uncleared, of exactly this size; its memory may be larger. */
  take(sizeBytes: number): Buffer {
    if (sizeBytes < MIN_BYTES) return Buffer.allocUnsafeSlow(sizeBytes)
    const memory = this.#smallest(sizeBytes) ?? allocate(sizeBytes)
    this.#lent.add(memory)
    return Buffer.from(memory, 0, sizeBytes)
  }

  /** Nothing may look at it any more. Memory that is not from here is left alone. */
  handBack(memory: ArrayBufferLike): void {
    if (!this.#lent.delete(memory) || !(memory instanceof ArrayBuffer)) return
    this.#kept.push(memory)
    this.#keptBytes += memory.byteLength
    while (this.#keptBytes > MAX_KEPT_BYTES) this.#keptBytes -= this.#kept.shift()?.byteLength ?? 0
  }

  #smallest(sizeBytes: number): ArrayBuffer | null {
    const fitting = this.#kept.filter(({ byteLength }) => byteLength >= sizeBytes)
    const [first = null] = fitting.toSorted((a, b) => a.byteLength - b.byteLength)
    if (!first) return null
    this.#kept.splice(this.#kept.indexOf(first), 1)
    this.#keptBytes -= first.byteLength
    return first
  }
}

function allocate(sizeBytes: number): ArrayBuffer {
  const capacity = Math.ceil(sizeBytes / STEP_BYTES) * STEP_BYTES
  return Buffer.allocUnsafeSlow(capacity).buffer as ArrayBuffer
}
