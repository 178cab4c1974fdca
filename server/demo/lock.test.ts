import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeLock } from './lock.ts'

let file: string
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'tailrace-test-')), 'lock')
})
afterEach(() => rmSync(join(file, '..'), { recursive: true }))

test('a lock is taken, announced and released', () => {
  const lock = takeLock(file)
  lock.announce('http://127.0.0.1:3000')
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ pid: process.pid, url: 'http://127.0.0.1:3000' })
  lock.release()
  takeLock(file).release()
})

test('what a dead process, another program or a half-written file left behind is taken over', () => {
  for (const content of ['{"pid":999999999}', `{"pid":${process.pid}}`, '{"pi']) {
    writeFileSync(file, content)
    takeLock(file).release()
  }
})
