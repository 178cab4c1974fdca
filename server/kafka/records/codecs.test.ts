import { gzipSync, zstdCompressSync } from 'node:zlib'
import { compressSync } from 'snappy'
import { describe, expect, test } from 'vitest'
import { type Compression, compress, compressionId, compressionOf, decompress, decompressBriefly } from './codecs.ts'
import { keptFor } from './shared-output.ts'
import { Random } from '#testkit/records/random.ts'

const COMPRESSED = ['gzip', 'snappy', 'lz4', 'zstd'] as const satisfies Compression[]
const ALL: Compression[] = ['none', ...COMPRESSED]

test.each(ALL)('%s gives back what it was given', (codec) => {
  const random = new Random(7)
  const inputs = [
    Buffer.alloc(0),
    Buffer.from('x'),
    random.bytes(1000),
    Buffer.alloc(300_000, 'repeated '),
    Buffer.from(Array.from({ length: 100_000 }, () => random.int(256))),
  ]
  for (const input of inputs) expect(decompress(codec, compress(codec, input))).toEqual(input)
})

test('ids are those of the protocol', () => {
  expect(ALL.map(compressionId)).toEqual([0, 1, 2, 3, 4])
  expect(compressionOf(0xfc)).toBe('zstd')
  expect(() => compressionOf(5)).toThrow(expect.objectContaining({ code: 'UNDECODABLE' }))
})

test('plain snappy blocks, as librdkafka writes them, are read too', () => {
  const input = Buffer.from('plain block '.repeat(50))
  expect(decompress('snappy', compressSync(input))).toEqual(input)
})

describe.each(['gzip', 'zstd', 'lz4'] as const)('%s to one place for all', (codec) => {
  const [first, second] = [Buffer.from('the first one '.repeat(50)), Buffer.from('another one '.repeat(50))]

  test('what was unpacked or kept stays as it is', () => {
    const unpacked = decompress(codec, compress(codec, first))
    const kept = keptFor(decompressBriefly(codec, compress(codec, first)))
    const brief = decompressBriefly(codec, compress(codec, first))
    expect(brief).toEqual(first)
    expect(decompressBriefly(codec, compress(codec, second))).toEqual(second)
    expect(brief.subarray(0, 10)).toEqual(second.subarray(0, 10))
    expect([unpacked, kept]).toEqual([first, first])
  })

  test('what is malformed or unusual disturbs nothing that follows', () => {
    const packed = compress(codec, first)
    const large = Buffer.alloc(3 << 20, 'large ')
    for (const bad of [packed.subarray(0, -3), Buffer.from('nonsense'), Buffer.alloc(0)]) {
      expect(() => decompress(codec, bad)).toThrow(expect.objectContaining({ code: 'UNDECODABLE' }))
      expect(decompress(codec, packed)).toEqual(first)
    }
    if (codec === 'gzip') {
      const members = Buffer.concat([packed, compress(codec, second)])
      expect(decompress(codec, members)).toEqual(Buffer.concat([first, second]))
    }
    expect(decompress(codec, compress(codec, large))).toEqual(large)
    expect(decompress(codec, packed)).toEqual(first)
  })
})

test('lz4 of text with matches near and far, long and overlapping', () => {
  const random = new Random(11)
  for (let round = 0; round < 200; round += 1) {
    const words = Array.from({ length: 1 + random.int(40) }, () => random.bytes(1 + random.int(30)).toString('latin1'))
    const text = Array.from({ length: random.int(3_000) }, () => words[random.int(words.length)] ?? '')
    const input = Buffer.from(text.join('') + 'z'.repeat(random.int(400)))
    expect(decompress('lz4', compress('lz4', input)).equals(input)).toBe(true)
  }
})

describe('bounds', () => {
  const input = Buffer.alloc(5 << 20)

  test.each(COMPRESSED)('%s of exactly the limit is read, one byte more is refused', (codec) => {
    const packed = compress(codec, input)
    expect(decompress(codec, packed, input.length)).toHaveLength(input.length)
    expect(() => decompress(codec, packed, input.length - 1)).toThrow(
      expect.objectContaining({ code: 'UNDECODABLE', message: expect.stringContaining(`${input.length - 1} bytes`) }),
    )
  })

  test.each(COMPRESSED)('a %s bomb costs no more memory than the limit', (codec) => {
    const bomb = bombOf(codec)
    const before = process.memoryUsage.rss()
    expect(() => decompress(codec, bomb, 1 << 20)).toThrow(expect.objectContaining({ code: 'UNDECODABLE' }))
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 << 20)
  })
})

/** Data that would unpack to 512 MB, or says so. */
function bombOf(codec: (typeof COMPRESSED)[number]): Buffer {
  switch (codec) {
    case 'gzip':
      return Buffer.concat(Array<Buffer>(512).fill(gzipSync(Buffer.alloc(1 << 20))))
    case 'zstd':
      return zstdCompressSync(Buffer.alloc(512 << 20))
    case 'snappy':
      return Buffer.from([0x80, 0x80, 0x80, 0x80, 0x02, 0x00, 0x00])
    case 'lz4': {
      const frame = compress('lz4', Buffer.alloc(8 << 20))
      const blocks = frame.subarray(7, -4)
      return Buffer.concat([frame.subarray(0, 7), ...Array<Buffer>(64).fill(blocks), Buffer.alloc(4)])
    }
  }
}

test.each(COMPRESSED)('damaged %s data ends in UNDECODABLE or other bytes, never in anything else', (codec) => {
  const random = new Random(11)
  const packed = compress(codec, Buffer.from('some text that is long enough '.repeat(40)))
  for (let round = 0; round < 300; round += 1) {
    const damaged = Buffer.from(random.chance(50) ? packed.subarray(0, random.int(packed.length)) : packed)
    if (damaged.length > 0) damaged[random.int(damaged.length)] = random.int(256)
    try {
      expect(decompress(codec, damaged, 1 << 20).length).toBeLessThanOrEqual(1 << 20)
    } catch (error) {
      expect(error).toMatchObject({ name: 'AppError', code: 'UNDECODABLE' })
    }
  }
})
