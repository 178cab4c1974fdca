import { expect, test } from 'vitest'
import { volumeOf } from './read-log-dirs.ts'

test('a disk that cannot be as it is reported is not known', () => {
  expect(volumeOf(100n, 40n)).toEqual({ totalBytes: 100, usableBytes: 40, sizeProblem: null })
  expect(volumeOf(100n, 100n)).toEqual({ totalBytes: 100, usableBytes: 100, sizeProblem: null })
  expect(volumeOf(100n, 101n)).toMatchObject({ totalBytes: null, usableBytes: null })
  expect(volumeOf(100n, 101n).sizeProblem).toContain('101 free bytes on a disk of 100')
  expect(volumeOf(-1n, -1n)).toMatchObject({ totalBytes: null, usableBytes: null })
  expect(volumeOf(0n, 0n)).toMatchObject({ totalBytes: null, usableBytes: null })
  expect(volumeOf(-1n, -1n).sizeProblem).toContain('Kafka 3.3')
})
