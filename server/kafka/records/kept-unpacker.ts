import { constants, createGunzip, createZstdDecompress } from 'node:zlib'
import { sharedOutput } from './shared-output.ts'

const END = { gzip: constants.Z_FINISH, zstd: constants.ZSTD_e_end }

/** What Node's zlib streams consist of; not documented, so each use looks whether it is there. */
interface Stream {
  _handle?: Handle | null
  /** What is left of the output and of the input. */
  _writeState?: Uint32Array
  reset(): void
  close(): void
}

type Span = [bytes: Buffer, at: number, length: number]

interface Handle {
  onerror: (message: string) => void
  writeSync?: (...args: [flush: number, ...input: Span, ...output: Span]) => void
}

/**
 * Unpacks with one decoder and into one buffer over and over: Node's own functions make both anew for every call, which takes as long as the
 * unpacking itself. What is unusual is left to those.
 */
export class KeptUnpacker {
  readonly #codec: keyof typeof END
  #stream: Stream | null = null
  #failed = false

  constructor(codec: keyof typeof END) {
    this.#codec = codec
  }

  /** Memory that the next call writes over. Null for what is malformed, in several parts, or larger than usual. */
  unpack(data: Buffer): Buffer | null {
    const stream = (this.#stream ??= this.#open())
    const { _handle: handle, _writeState: state } = stream
    if (!handle?.writeSync || !state) return null
    const output = sharedOutput()
    handle.writeSync(END[this.#codec], data, 0, data.length, output, 0, output.length)
    const [outputLeft = 0, inputLeft = 0] = state
    if (this.#failed || inputLeft > 0 || outputLeft === 0) {
      this.#failed = false
      this.#stream = null
      stream.close()
      return null
    }
    stream.reset()
    return output.subarray(0, output.length - outputLeft)
  }

  #open(): Stream {
    const stream = (this.#codec === 'gzip' ? createGunzip() : createZstdDecompress()) as unknown as Stream
    if (stream._handle) stream._handle.onerror = () => (this.#failed = true)
    return stream
  }
}
