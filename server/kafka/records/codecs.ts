import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { KeptUnpacker } from './kept-unpacker.ts'
import { packLz4Frame, unpackLz4Briefly, unpackLz4Frame } from './lz4-frame.ts'
import { keptFor } from './shared-output.ts'
import { packXerial, unpackSnappy } from './snappy-xerial.ts'
import { undecodable, unpacksToTooMuch } from './undecodable.ts'

/** The codecs in the order of their ids in a batch's attributes. */
const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
export type Compression = (typeof CODECS)[number]

const UNPACKERS = { gzip: new KeptUnpacker('gzip'), zstd: new KeptUnpacker('zstd') }

const DEFAULT_MAX_BYTES = 128 << 20
/** Of 16 KB to 1 MB the output step that is fast for small and for large batches. */
const CHUNK_BYTES = 64 << 10
/** What unpacks to more goes to one piece of memory: joining pieces would take twice as much. */
const JOINED_BYTES = 8 << 20

/** The id of `compression`, the low three bits of a batch's attributes. */
export function compressionId(compression: Compression): number {
  return CODECS.indexOf(compression)
}

/** The codec named by the low three bits of a batch's or message's attributes; throws AppError UNDECODABLE for an unknown one. */
export function compressionOf(attributes: number): Compression {
  const codec = CODECS[attributes & 7]
  if (codec === undefined) throw undecodable(`The compression codec ${attributes & 7} is unknown.`)
  return codec
}

/** Compresses as the Java client does: snappy in xerial's framing, lz4 as a frame of independent blocks. */
export function compress(compression: Compression, data: Buffer): Buffer {
  switch (compression) {
    case 'none':
      return data
    case 'gzip':
      return gzipSync(data)
    case 'snappy':
      return packXerial(data)
    case 'lz4':
      return packLz4Frame(data)
    case 'zstd':
      return zstdCompressSync(data)
  }
}

/**
 * Unpacks what any client's codec wrote; `none` gives `data` itself.
 * @throws AppError UNDECODABLE where the data is malformed, or would unpack to more than `maxBytes` (never allocated).
 */
export function decompress(compression: Compression, data: Buffer, maxBytes = DEFAULT_MAX_BYTES): Buffer {
  return keptFor(decompressBriefly(compression, data, maxBytes))
}

/** As {@link decompress}, but perhaps to where the next call of either unpacks to: look at it, and `keptFor` what shall last. */
export function decompressBriefly(compression: Compression, data: Buffer, maxBytes = DEFAULT_MAX_BYTES): Buffer {
  const brief = unpackBriefly(compression, data)
  return brief && brief.length <= maxBytes ? brief : unpackWhole(compression, data, maxBytes)
}

/** Null where the usual functions are to be asked: for what is large or unusual, and for what is wrong. */
function unpackBriefly(compression: Compression, data: Buffer): Buffer | null {
  if (compression === 'gzip' || compression === 'zstd') return UNPACKERS[compression].unpack(data)
  return compression === 'lz4' ? unpackLz4Briefly(data) : null
}

function unpackWhole(compression: Compression, data: Buffer, maxBytes: number): Buffer {
  switch (compression) {
    case 'none':
      return data
    case 'gzip':
      return unpackLarge('gzip', data, maxBytes)
    case 'snappy':
      return unpackSnappy(data, maxBytes)
    case 'lz4':
      return unpackLz4Frame(data, maxBytes)
    case 'zstd':
      return unpackLarge('zstd', data, maxBytes)
  }
}

const LARGE = { gzip: gunzipSync, zstd: zstdDecompressSync }

function unpackLarge(codec: keyof typeof LARGE, data: Buffer, maxBytes: number): Buffer {
  try {
    const joined = inPieces(codec, data, Math.min(maxBytes, JOINED_BYTES))
    if (joined) return joined
    const unpacked =
      maxBytes > JOINED_BYTES ? (inOnePiece(codec, data, maxBytes) ?? inPieces(codec, data, maxBytes)) : null
    if (unpacked) return unpacked
  } catch (cause) {
    throw undecodable(`The ${codec} data is corrupt.`, cause)
  }
  throw unpacksToTooMuch(codec, maxBytes)
}

/** Null where it is more. */
function inPieces(codec: keyof typeof LARGE, data: Buffer, maxOutputLength: number): Buffer | null {
  return unlessTooMuch(() => LARGE[codec](data, { maxOutputLength, chunkSize: CHUNK_BYTES }))
}

/** Null where it is more, or consists of several frames, of which zstd reads only the first into one piece. */
function inOnePiece(codec: keyof typeof LARGE, data: Buffer, maxOutputLength: number): Buffer | null {
  return unlessTooMuch(() => {
    const options = { maxOutputLength, chunkSize: maxOutputLength + 1, info: true }
    // The types do not know of `info`.
    const { buffer, engine } = LARGE[codec](data, options) as unknown as WithInfo
    return engine.bytesWritten === data.length ? buffer : null
  })
}

interface WithInfo {
  buffer: Buffer
  /** `bytesWritten` is what was read of the input. */
  engine: { bytesWritten: number }
}

function unlessTooMuch<Result>(unpack: () => Result): Result | null {
  try {
    return unpack()
  } catch (error) {
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') return null
    throw error
  }
}
