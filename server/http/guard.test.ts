import { describe, expect, test } from 'vitest'
import { guardRequest, isOwnHost } from './guard.ts'

const publicAddresses = ['https://console.example.com']

test.each(['127.0.0.1:3000', 'localhost', 'LOCALHOST:80', '[::1]:3000', 'console.example.com'])(
  '%s is an own host',
  (host) => {
    expect(isOwnHost(host, publicAddresses)).toBe(true)
  },
)

test.each(['evil.example.com', '127.0.0.1.evil.com:3000', '', 'console.example.com.evil.com', '10.0.0.1:3000'])(
  '%j is not',
  (host) => {
    expect(isOwnHost(host, publicAddresses)).toBe(false)
  },
)

describe('guardRequest', () => {
  const guard =
    (headers: Record<string, string>, method = 'POST') =>
    () =>
      guardRequest(new Headers({ host: '127.0.0.1:3000', ...headers }), { method, publicAddresses })

  test('passes scripts, own pages and pages behind the public address', () => {
    expect(guard({})).not.toThrow()
    expect(guard({ origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' })).not.toThrow()
    expect(guard({ host: 'console.example.com', origin: 'https://console.example.com' })).not.toThrow()
  })

  test('refuses a foreign host with 421', () => {
    expect(guard({ host: 'rebound.example.com' })).toThrow(expect.objectContaining({ code: 'MISDIRECTED' }))
  })

  test('refuses reads and writes that another site starts', () => {
    expect(guard({ 'sec-fetch-site': 'cross-site' }, 'GET')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
    expect(guard({ origin: 'http://evil.example.com' })).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
    expect(guard({ origin: 'http://127.0.0.1:4000' })).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
    expect(guard({ origin: 'http://evil.example.com' }, 'GET')).not.toThrow()
    expect(guard({ origin: 'null' })).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
  })
})
