import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, Script } from 'node:vm'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
/** Files whose patterns see nothing but the configuration or the machine's own output. */
const TRUSTED = /\.test\.ts$|^server\/(demo|config)\//
const LITERAL = /(?<=[=(,:?|&[{!>]\s*)\/((?![*/])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)/g
/** A pattern without repetition takes no time that grows with a text. */
const REPEATS = /[+*}]/

const CHARS = [
  'a',
  '0',
  ' ',
  '\n',
  '-',
  '.',
  ',',
  ':',
  '=',
  '/',
  '"',
  "'",
  '{',
  '[',
  '(',
  '@',
  '_',
  '+',
  '-0',
  ' \n',
  'a0',
  'a.',
  '0.',
  '""',
  '\\"',
  'a-',
  '0,',
  '/a',
]
const BEFORE = ['', 'a', '"', '\n', '-', ':']
const AFTER = ['', '!', 'a!']
const REPEATED = 40_000
const DEADLINE_MS = 1_000
const sandbox = createContext({})
const EXEC = new Script('pattern.exec(text)')
const REPLACE = new Script("text.replace(pattern, '')")

function literals(): { place: string; source: string; flags: string }[] {
  const files = ['server', 'lib'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  return files
    .filter((file) => file.endsWith('.ts') && !TRUSTED.test(file))
    .flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(LITERAL)]
        .filter(([, source = '']) => REPEATS.test(source))
        .map(([, source = '', flags = '']) => ({ place: file, source, flags })),
    )
}

/** A text on which the pattern does not come to an end in time; null where there is none. */
function slowText(source: string, flags: string): string | null {
  for (const chars of CHARS) {
    const middle = chars.repeat(REPEATED / chars.length)
    for (const before of BEFORE)
      for (const after of AFTER) {
        try {
          Object.assign(sandbox, { text: `${before}${middle}${after}`, pattern: new RegExp(source, flags) })
          ;(flags.includes('g') ? REPLACE : EXEC).runInContext(sandbox, { timeout: DEADLINE_MS })
        } catch {
          return JSON.stringify([before, chars, after])
        }
      }
  }
  return null
}

it('every regular expression over foreign text takes time in proportion to it', { timeout: 120_000 }, () => {
  const all = literals()
  expect(all.length).toBeGreaterThan(80)
  const slow = all.map((one) => ({ ...one, text: slowText(one.source, one.flags) })).filter(({ text }) => text !== null)
  expect(slow.map(({ place, source, text }) => `${place} /${source}/ on ${text}`)).toEqual([])
})
