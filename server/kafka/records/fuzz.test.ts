import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { isAppError } from '#lib/errors.ts'
import { FUZZ_ROUNDS, heldMb, mutated, timed } from '#testkit/mutate.ts'
import { compress, decompress } from './codecs.ts'
import { crc32c } from './crc32c.ts'
import { FIELD } from './default-batch.ts'
import { splitBatches } from './split-batches.ts'
import { golden } from '#testkit/records/golden.ts'
import { Random } from '#testkit/records/random.ts'

/** Runs something that may fail, but only with an error that a person can read. */
function attempt(work: () => unknown): void {
  try {
    timed(work)
  } catch (error) {
    expect(isAppError(error) && error.code === 'UNDECODABLE' && error.message.length > 10, String(error)).toBe(true)
  }
}

const CODECS = ['gzip', 'snappy', 'lz4', 'zstd'] as const

test.each(CODECS)('%s', (codec) => {
  const random = new Random(11)
  const seeds = [
    Buffer.from('{"id":1,"name":"order"}'.repeat(50)),
    random.bytes(2_000),
    Buffer.alloc(100_000, 'a'),
  ].map((data) => compress(codec, data))
  const before = heldMb()
  for (let round = 0; round < FUZZ_ROUNDS; round++) {
    const data = mutated(seeds[round % seeds.length] ?? Buffer.alloc(0), random)
    attempt(() => decompress(codec, data, 1 << 20))
  }
  expect(heldMb() - before).toBeLessThan(300)
})

const GOLDENS = readdirSync(join(import.meta.dirname, 'golden'))
  .filter((name) => name.endsWith('.b64'))
  .map((name) => name.replace('.b64', ''))

test.each(['as they are', 'with a checksum that fits'])('batches of every format, damaged, %s', (_) => {
  const random = new Random(12)
  const seeds = GOLDENS.map(golden)
  const before = heldMb()
  for (let round = 0; round < FUZZ_ROUNDS; round++) {
    const data = mutated(seeds[round % seeds.length] ?? Buffer.alloc(0), random)
    if (_ !== 'as they are') fitChecksum(data)
    attempt(() => {
      for (const batch of splitBatches(data).batches.slice(0, 50)) {
        attempt(() => {
          const payload = batch.payload(1 << 20)
          for (const record of batch.records(payload)) expect(record.sizeBytes).toBeGreaterThanOrEqual(0)
        })
      }
    })
  }
  expect(heldMb() - before).toBeLessThan(300)
})

/** Makes the first batch's length and CRC say what its damaged bytes are, so that the damage is met further in. */
function fitChecksum(data: Buffer): void {
  if (data.length < FIELD.records || data[FIELD.magic] !== 2) return
  data.writeInt32BE(data.length - FIELD.partitionLeaderEpoch, FIELD.batchLength)
  data.writeUInt32BE(crc32c(data.subarray(FIELD.attributes)), FIELD.crc)
}

test.each(CODECS)('a %s bomb of 1 GB is refused without unpacking it', (codec) => {
  const bomb = gigabyte(codec)
  expect(bomb.length).toBeLessThan(60 << 20)
  const before = heldMb()
  expect(() => timed(() => decompress(codec, bomb))).toThrow(expect.objectContaining({ code: 'UNDECODABLE' }))
  // The limit of one batch is 128 MB; what is put together from pieces may be there twice.
  expect(heldMb() - before).toBeLessThan(450)
})

/** 64 times 16 MB of zeros, in the way each format has of going on. */
function gigabyte(codec: (typeof CODECS)[number]): Buffer {
  const part = Buffer.alloc(16 << 20)
  const times = (piece: Buffer) => Buffer.concat(Array<Buffer>(64).fill(piece))
  if (codec === 'gzip') return times(gzipSync(part))
  if (codec === 'zstd') return times(zstdCompressSync(part))
  const whole = compress(codec, part)
  // Header, blocks, and (lz4) an end mark.
  const header = codec === 'lz4' ? 7 : 16
  const end = codec === 'lz4' ? 4 : 0
  return Buffer.concat([whole.subarray(0, header), times(whole.subarray(header, whole.length - end))])
}
