import { compressSync, uncompressSync } from 'snappy'
import { undecodable, unpacksToTooMuch } from './undecodable.ts'

/** xerial's snappy-java stream header: magic, version 1, lowest compatible version 1. */
const HEADER = Buffer.from('82534e4150505900' + '00000001' + '00000001', 'hex')
const MAGIC = HEADER.subarray(0, 8)
/** The block size of the Java client. */
const BLOCK_BYTES = 32 << 10
/** A snappy copy of three bytes yields at most 64. */
const MAX_RATIO = 22

/** Snappy in xerial's framing, as the Java client writes it: the header, then blocks with a big-endian length each. */
export function packXerial(data: Buffer): Buffer {
  const parts: Buffer[] = [HEADER]
  for (let at = 0; at < data.length; at += BLOCK_BYTES) {
    const block = compressSync(data.subarray(at, at + BLOCK_BYTES))
    const length = Buffer.allocUnsafe(4)
    length.writeUInt32BE(block.length)
    parts.push(length, block)
  }
  return Buffer.concat(parts)
}

/**
 * Unpacks snappy in xerial's framing (Java, Sarama) or as one plain block (librdkafka).
 * @throws AppError UNDECODABLE where it is malformed or holds more than `maxBytes`.
 */
export function unpackSnappy(data: Buffer, maxBytes: number): Buffer {
  if (!data.subarray(0, MAGIC.length).equals(MAGIC)) return unpackBlock(data, maxBytes, maxBytes)
  const blocks: Buffer[] = []
  let totalBytes = 0
  let at = HEADER.length
  while (at < data.length) {
    const sizeBytes = at + 4 <= data.length ? data.readInt32BE(at) : -1
    const end = at + 4 + sizeBytes
    if (sizeBytes <= 0 || end > data.length) throw undecodable('The snappy data has a block of impossible size.')
    const unpacked = unpackBlock(data.subarray(at + 4, end), maxBytes - totalBytes, maxBytes)
    totalBytes += unpacked.length
    blocks.push(unpacked)
    at = end
  }
  const [only] = blocks
  return only && blocks.length === 1 ? only : Buffer.concat(blocks, totalBytes)
}

/**
 * The library allocates what the block's own length says, so that is looked at first. Copied output is five times as fast here as memory
 * outside of the JavaScript heap, which is mapped and unmapped for every block.
 */
function unpackBlock(block: Buffer, roomBytes: number, maxBytes: number): Buffer {
  const claimedBytes = readLength(block)
  if (claimedBytes > block.length * MAX_RATIO) throw undecodable('The snappy data has a block of impossible size.')
  if (claimedBytes > roomBytes) throw unpacksToTooMuch('snappy', maxBytes)
  try {
    const unpacked = uncompressSync(block, { asBuffer: true, copyOutputData: true })
    if (typeof unpacked !== 'string') return unpacked
  } catch (cause) {
    throw undecodable('The snappy data is corrupt.', cause)
  }
  throw undecodable('The snappy data is corrupt.')
}

function readLength(block: Buffer): number {
  let length = 0
  for (let index = 0; index < 5; index += 1) {
    const byte = block[index]
    if (byte === undefined) break
    length += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return length
  }
  throw undecodable('The snappy data has no valid length.')
}
