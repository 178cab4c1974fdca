import { afterEach, describe, expect, test, vi } from 'vitest'
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

test.each(['console.example.com:443', 'CONSOLE.example.com:443'])('%s is the public address, too', (host) => {
  expect(isOwnHost(host, publicAddresses)).toBe(true)
})

test.each(['console.example.com:80', 'console.example.com:4430'])('%s is another port of it', (host) => {
  expect(isOwnHost(host, publicAddresses)).toBe(false)
})

describe('TAILRACE_LOOPBACK=false', () => {
  afterEach(() => vi.unstubAllEnvs())

  test.each(['127.0.0.1:3000', 'localhost', '[::1]:3000'])('refuses %s', (host) => {
    vi.stubEnv('TAILRACE_LOOPBACK', 'false')
    expect(isOwnHost(host, publicAddresses)).toBe(false)
  })

  test('leaves the public addresses', () => {
    vi.stubEnv('TAILRACE_LOOPBACK', 'false')
    expect(isOwnHost('console.example.com', publicAddresses)).toBe(true)
  })
})

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
