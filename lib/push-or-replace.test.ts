import { expect, it } from 'vitest'
import { pushOrReplace } from './push-or-replace.ts'

const rules = { opens: ['record'], seeks: ['text', 'partition'] }

it.each([
  [{ record: '' }, { record: '0/1' }, 'push'],
  [{ record: '0/1' }, { record: '0/2' }, 'replace'],
  [{ record: '0/1' }, { record: null }, 'replace'],
  [{ text: '' }, { text: 'a', record: null }, 'push'],
  [{ text: 'a' }, { text: null }, 'push'],
  [{ text: 'a' }, { text: 'a' }, 'replace'],
  [{ text: '' }, { text: null }, 'replace'],
  [{ partition: [1] }, { partition: [1] }, 'replace'],
  [{ partition: [1] }, { partition: [1, 2] }, 'push'],
  [{ limit: 50 }, { limit: 100 }, 'replace'],
])('%j, then %j: %s', (before, change, expected) => expect(pushOrReplace(before, change, rules)).toBe(expected))
