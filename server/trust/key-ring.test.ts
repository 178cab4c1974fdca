import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KeyRing, newKeyLine, parseKeyRing } from './key-ring.ts'
import { loadKeyRing } from './load-key-ring.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tailrace-keys-'))
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

const BYTES = Buffer.alloc(32, 7).toString('base64')

test('the first key signs, all of them are found by their ids, and none shows its secret', () => {
  const ring = parseKeyRing(`# keys\n\nnew:${BYTES}\r\nold:${Buffer.alloc(32, 8).toString('base64')}\n`)
  expect(ring.signing('records')?.id).toBe('new')
  expect(ring.find('records', 'old')).toHaveLength(32)
  expect(ring.find('records', 'other')).toBeUndefined()
  expect(ring.find('records', 'old')).not.toEqual(ring.find('records', 'new'))
  // What signs is derived, so that the secret itself is used nowhere.
  expect(ring.signing('records')?.key.toString('base64')).not.toBe(BYTES)
  expect(`${inspect(ring, { showHidden: true, depth: 9 })}${JSON.stringify(ring)}`).not.toContain(BYTES)
})

test.each([
  ['nothing', ''],
  ['an id without a key', 'new:'],
  ['too short a key', `new:${Buffer.alloc(31, 7).toString('base64')}`],
  ['no id', `:${BYTES}`],
  ['an id twice', `a:${BYTES}\na:${BYTES}`],
  ['something else', '-----BEGIN PRIVATE KEY-----'],
])('%s is refused, without being quoted', (_, text) => {
  const refused = () => parseKeyRing(text)
  expect(refused).toThrow()
  const secret = text.split(':')[1]
  if (secret) expect(refused).not.toThrow(secret)
})

test('the file is created once, for its owner only, and nothing is left beside it', async () => {
  const file = join(folder, 'created.key')
  const first = loadKeyRing(file)
  expect(first.problem).toBeNull()
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(loadKeyRing(file).ring.signing('records')).toEqual(first.ring.signing('records'))
  expect(await readdir(folder)).toEqual(['created.key'])
  expect(await readFile(file, 'utf8')).toMatch(/^[0-9a-f]{8}:[A-Za-z0-9+/]{43}=\n$/)
})

test('a file that cannot be used is a mistake of the configuration, and is not replaced', async () => {
  const file = join(folder, 'wrong.key')
  await writeFile(file, 'x\n')
  expect(() => loadKeyRing(file)).toThrow('wrong.key: line 1')
  expect(await readFile(file, 'utf8')).toBe('x\n')
})

test.skipIf(process.getuid?.() === 0)('without a writable place there is no key, and it says so', async () => {
  const closed = await mkdtemp(join(folder, 'closed-'))
  await chmod(closed, 0o500)
  expect(loadKeyRing(join(closed, 'tailrace.key'))).toMatchObject({
    problem: expect.stringContaining('EACCES') as string,
  })
})

test('without the folder there is no key, and it says so', () => {
  const { ring, problem } = loadKeyRing(join(folder, 'missing', 'tailrace.key'))
  expect(ring.signing('records')).toBeNull()
  expect(problem).toContain('ENOENT')
})

test('new keys differ', () => {
  expect(newKeyLine()).not.toBe(newKeyLine())
  expect(parseKeyRing(newKeyLine())).toBeInstanceOf(KeyRing)
})
