import { compressFrameSync, uncompressSync } from 'lz4-napi'
import { unpackLz4Block } from './lz4-block.ts'
import { sharedOutput } from './shared-output.ts'
import { undecodable, unpacksToTooMuch } from './undecodable.ts'

const MAGIC = 0x184d2204
const BLOCK_MAX_BYTES: Partial<Record<number, number>> = { 4: 64 << 10, 5: 256 << 10, 6: 1 << 20, 7: 4 << 20 }
/** No byte of an LZ4 block yields more than this many bytes. */
const MAX_RATIO = 255

/** One LZ4 frame of independent blocks, the only kind that Kafka's own client reads. */
export function packLz4Frame(data: Buffer): Buffer {
  return compressFrameSync(data)
}

/**
 * Unpacks one LZ4 frame (lz4_Frame_format.md, version 1) block by block, so that the output stays bounded. Checksums are not looked
 * at: the batch's CRC covers the same bytes, and old clients wrote a wrong one into the frame headers of magic 0.
 * @throws AppError UNDECODABLE where the frame is malformed or holds more than `maxBytes`.
 */
export function unpackLz4Frame(data: Buffer, maxBytes: number): Buffer {
  const { firstBlockAt, blockMaxBytes, blockTrailerBytes } = readHeader(data)
  const blocks: Buffer[] = []
  let totalBytes = 0
  let at = firstBlockAt
  for (;;) {
    if (at + 4 > data.length) throw undecodable('The lz4 data ends before its end mark.')
    const word = data.readUInt32LE(at)
    if (word === 0) break
    const sizeBytes = word & 0x7fffffff
    const end = at + 4 + sizeBytes
    if (sizeBytes > blockMaxBytes || end > data.length)
      throw undecodable('The lz4 data has a block of impossible size.')
    const block = data.subarray(at + 4, end)
    const unpacked = word >>> 31 ? block : unpackBlock(block, Math.min(blockMaxBytes, sizeBytes * MAX_RATIO))
    totalBytes += unpacked.length
    if (totalBytes > maxBytes) throw unpacksToTooMuch('lz4', maxBytes)
    blocks.push(unpacked)
    at = end + blockTrailerBytes
  }
  const [only] = blocks
  return only && blocks.length === 1 ? only : Buffer.concat(blocks, totalBytes)
}

/** The same to the shared output (see `shared-output.ts`); null where it does not fit, or is malformed. */
export function unpackLz4Briefly(data: Buffer): Buffer | null {
  const header = frameHeader(data)
  if (typeof header === 'string') return null
  const output = sharedOutput()
  let to = 0
  for (let at = header.firstBlockAt; at + 4 <= data.length;) {
    const word = data.readUInt32LE(at)
    if (word === 0) return output.subarray(0, to)
    const sizeBytes = word & 0x7fffffff
    const start = at + 4
    const end = start + sizeBytes
    if (sizeBytes > header.blockMaxBytes || end > data.length) return null
    const block = data.subarray(start, end)
    const next = word >>> 31 ? copyBlock(block, output, to) : unpackLz4Block(block, output, to)
    if (next < 0 || next - to > header.blockMaxBytes) return null
    to = next
    at = end + header.blockTrailerBytes
  }
  return null
}

function copyBlock(block: Buffer, output: Buffer, to: number): number {
  return block.copy(output, to) === block.length ? to + block.length : -1
}

interface FrameHeader {
  firstBlockAt: number
  blockMaxBytes: number
  blockTrailerBytes: number
}

function readHeader(data: Buffer): FrameHeader {
  const header = frameHeader(data)
  if (typeof header === 'string') throw undecodable(header)
  return header
}

/** Or what is wrong with it. */
function frameHeader(data: Buffer): FrameHeader | string {
  if (data.length < 7 || data.readUInt32LE(0) !== MAGIC) return 'The lz4 data does not start with a frame.'
  const flags = data.readUInt8(4)
  const blockMaxBytes = BLOCK_MAX_BYTES[(data.readUInt8(5) >> 4) & 7]
  if (flags >> 6 !== 1 || blockMaxBytes === undefined) return 'The lz4 data has an unknown frame version.'
  const independent = flags & 0x20
  const dictionary = flags & 0x01
  if (!independent || dictionary) return 'The lz4 data has linked blocks, which Kafka does not allow.'
  const contentSizeBytes = flags & 0x08 ? 8 : 0
  return { firstBlockAt: 7 + contentSizeBytes, blockMaxBytes, blockTrailerBytes: flags & 0x10 ? 4 : 0 }
}

/** The library takes the output's capacity as a little-endian prefix and refuses a block that does not fit. */
function unpackBlock(block: Buffer, capacityBytes: number): Buffer {
  const prefixed = Buffer.allocUnsafe(4 + block.length)
  prefixed.writeUInt32LE(capacityBytes)
  block.copy(prefixed, 4)
  try {
    return uncompressSync(prefixed)
  } catch (cause) {
    throw undecodable('The lz4 data is corrupt.', cause)
  }
}
