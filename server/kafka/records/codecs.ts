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
      return bounded('gzip', maxBytes, () => gunzipSync(data, options(maxBytes)))
    case 'snappy':
      return unpackSnappy(data, maxBytes)
    case 'lz4':
      return unpackLz4Frame(data, maxBytes)
    case 'zstd':
      return bounded('zstd', maxBytes, () => zstdDecompressSync(data, options(maxBytes)))
  }
}

function options(maxOutputLength: number): { maxOutputLength: number; chunkSize: number } {
  return { maxOutputLength, chunkSize: CHUNK_BYTES }
}

function bounded(codec: string, maxBytes: number, unpack: () => Buffer): Buffer {
  try {
    return unpack()
  } catch (cause) {
    const overflow = cause instanceof RangeError && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE'
    throw overflow ? unpacksToTooMuch(codec, maxBytes) : undecodable(`The ${codec} data is corrupt.`, cause)
  }
}
