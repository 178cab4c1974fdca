import { describe, expect, test } from 'vitest'
import { connectionWords } from './connection-words.ts'
import type { ConnectionState } from './tail-connection.ts'

const words = (connection: ConnectionState, behindMs = 0, resumed = false) =>
  connectionWords({ connection, behindMs, resumed }, 1_000)

describe('the state of a stream in words', () => {
  test.each([
    [words({ kind: 'live' }), 'ok', 'Live'],
    [words({ kind: 'live' }, 0, true), 'ok', 'Live, resumed without loss'],
    [words({ kind: 'live' }, 12_000), 'warn', 'Live, 12 s behind'],
    [words({ kind: 'catchingUp' }, 12_000), 'info', 'Catching up, 12 s behind'],
    [words({ kind: 'catchingUp' }, 20), 'info', 'Catching up'],
    [words({ kind: 'waiting', until: 3_900, why: null }), 'warn', 'Connection lost, reconnecting in 3 s'],
    [words({ kind: 'waiting', until: 500, why: null }), 'warn', 'Connection lost, reconnecting in 1 s'],
    [words({ kind: 'refused', text: 'no' }), 'bad', 'Not connected'],
    [words({ kind: 'resting' }), 'idle', 'Resting while the page is hidden'],
  ])('%o', (found, tone, text) => {
    expect(found).toEqual({ tone, text })
  })
})
