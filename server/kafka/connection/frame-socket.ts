import net from 'node:net'
import type { Address } from './connection-settings.ts'
import type { FrameMemory } from './frame-memory.ts'

const READ_BYTES = 64 << 10
/** What claims to be longer is no answer of a broker, and is not allocated. */
const MAX_FRAME_BYTES = 256 << 20
const SIZE_BYTES = 4

/**
 * Connects so that each answer arrives as one buffer: what comes after its first bytes is read from the socket to where it stays.
 * Node's own way makes a buffer per 64 KB and kafkajs then joins them, which keeps a scan's garbage collector busy.
 */
export function connectFramed({ host, port }: Address, memory: FrameMemory, onConnect: () => void): net.Socket {
  const frames = new FrameReader(memory, (frame) => socket.emit('data', frame))
  const socket: net.Socket = net.connect(
    {
      host,
      port,
      onread: {
        buffer: () => frames.space(),
        callback: (sizeBytes) => {
          frames.filled(sizeBytes)
          return true
        },
      },
    },
    onConnect,
  )
  return socket
}

/** Cuts a stream of bytes into Kafka's frames, a size of four bytes and what follows; each is given away whole, size included. */
export class FrameReader {
  readonly #memory: FrameMemory
  readonly #give: (frame: Buffer) => void
  /** Where a frame begins its size is not known yet, and several small ones may come at once. */
  readonly #start = Buffer.allocUnsafeSlow(READ_BYTES)
  #startFilled = 0
  #frame: Buffer | null = null
  #filled = 0
  #unframed = false

  constructor(memory: FrameMemory, give: (frame: Buffer) => void) {
    this.#memory = memory
    this.#give = give
  }

  /** Where the next bytes are to be written. */
  space(): Buffer {
    return this.#frame ? this.#frame.subarray(this.#filled) : this.#start.subarray(this.#startFilled)
  }

  /** So many bytes were written to {@link space}. */
  filled(sizeBytes: number): void {
    if (this.#frame) {
      this.#filled += sizeBytes
      if (this.#filled === this.#frame.length) this.#finish(this.#frame)
      return
    }
    const data = this.#start.subarray(0, this.#startFilled + sizeBytes)
    this.#startFilled = 0
    let at = 0
    while (data.length - at >= SIZE_BYTES && !this.#frame && !this.#unframed) at += this.#begin(data, at)
    if (this.#unframed) this.#give(Buffer.from(data.subarray(at)))
    else if (!this.#frame) this.#startFilled = data.copy(this.#start, 0, at)
  }

  /** Takes what is there of the frame that begins at `at`. */
  #begin(data: Buffer, at: number): number {
    const bodyBytes = data.readInt32BE(at)
    if (bodyBytes < 0 || bodyBytes > MAX_FRAME_BYTES) {
      this.#unframed = true
      return 0
    }
    const frame = this.#memory.take(SIZE_BYTES + bodyBytes)
    const count = data.copy(frame, 0, at)
    this.#frame = frame
    this.#filled = count
    if (count === frame.length) this.#finish(frame)
    return count
  }

  #finish(frame: Buffer): void {
    this.#frame = null
    this.#give(frame)
  }
}
