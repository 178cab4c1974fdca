import net from 'node:net'
import type { Address } from './connection-settings.ts'

const READ_BYTES = 256 << 10
/** What claims to be longer is no answer of a broker, and is not allocated. */
const MAX_FRAME_BYTES = 256 << 20
const SIZE_BYTES = 4

/**
 * Connects so that each answer arrives as one buffer of its own size: read through one buffer that is used again and again, it is copied once.
 * Node's own way makes a buffer per 64 KB and kafkajs then joins them, which keeps a scan's garbage collector busy.
 */
export function connectFramed({ host, port }: Address, onConnect: () => void): net.Socket {
  const frames = new FrameReader((frame) => socket.emit('data', frame))
  const socket: net.Socket = net.connect(
    {
      host,
      port,
      onread: {
        buffer: Buffer.allocUnsafeSlow(READ_BYTES),
        callback: (sizeBytes, buffer) => {
          frames.take(Buffer.from(buffer.buffer, buffer.byteOffset, sizeBytes))
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
  readonly #give: (frame: Buffer) => void
  readonly #size = Buffer.alloc(SIZE_BYTES)
  #sizeFilled = 0
  #frame: Buffer | null = null
  #filled = 0
  #unframed = false

  constructor(give: (frame: Buffer) => void) {
    this.#give = give
  }

  /** The bytes are the caller's again afterwards. */
  take(data: Buffer): void {
    let at = 0
    while (at < data.length) {
      if (this.#unframed) return this.#give(Buffer.from(data.subarray(at)))
      if (!this.#frame) {
        at += this.#takeSize(data, at)
        continue
      }
      const count = data.copy(this.#frame, this.#filled, at)
      at += count
      this.#filled += count
      if (this.#filled === this.#frame.length) this.#finish(this.#frame)
    }
  }

  #takeSize(data: Buffer, at: number): number {
    const count = data.copy(this.#size, this.#sizeFilled, at)
    this.#sizeFilled += count
    if (this.#sizeFilled < SIZE_BYTES) return count
    const sizeBytes = this.#size.readInt32BE(0)
    if (sizeBytes < 0 || sizeBytes > MAX_FRAME_BYTES) {
      this.#unframed = true
      this.#give(Buffer.from(this.#size))
      return count
    }
    this.#frame = Buffer.allocUnsafeSlow(SIZE_BYTES + sizeBytes)
    this.#filled = this.#size.copy(this.#frame)
    if (sizeBytes === 0) this.#finish(this.#frame)
    return count
  }

  #finish(frame: Buffer): void {
    this.#frame = null
    this.#sizeFilled = 0
    this.#give(frame)
  }
}
