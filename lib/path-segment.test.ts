import { expect, it } from 'vitest'
import { pathSegment, segmentName } from './path-segment.ts'

const ODD = [
  '',
  '.',
  '..',
  '...',
  '~',
  '~~',
  '~Lg',
  'a/b',
  '/',
  'a\\b',
  '100%',
  '%2e%2e',
  '%',
  ' ',
  ' a ',
  'a b',
  'a?b#c&d=e+f',
  'Zürich 東京 🚰',
  '\u0000\n',
  'plain-group_1.v2',
  'x'.repeat(249),
]

it.each(ODD)('%j survives the parsing of an address', (name) => {
  const url = new URL(`http://h/api/v1/groups/${pathSegment(name)}/lag`)
  expect(url.pathname.split('/')).toHaveLength(6)
  expect(segmentName(url.pathname.split('/')[4] ?? '')).toBe(name)
})

it.each(ODD)('%j survives a proxy that decodes once, and merges and resolves segments', (name) => {
  const path = decodeURIComponent(`/groups/${pathSegment(name)}/lag`)
  const normal = new URL(path.replaceAll(/[?#%]/g, encodeURIComponent), 'http://h').pathname.replace(/\/+/g, '/')
  expect(segmentName(normal.split('/')[2] ?? '')).toBe(name)
})

it('leaves ordinary names readable', () => {
  expect(pathSegment('payment-service')).toBe('payment-service')
  expect(pathSegment('orders eu')).toBe('orders%20eu')
})

it('takes a name with a tilde that nobody escaped as it is', () => {
  expect(segmentName('~mine')).toBe('~mine')
  expect(segmentName('~backup')).toBe('~backup')
})
