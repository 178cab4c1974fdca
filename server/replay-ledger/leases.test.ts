import { expect, test } from 'vitest'
import type { StateStore } from '#server/store/state-store.ts'
import { leaseKey } from './job.ts'
import { Leases } from './leases.ts'
import { ownOwner } from './owner.ts'

/** A log that every console reads in the same order; `others` write into it as consoles elsewhere would. */
function log() {
  const listeners: ((key: string, value: string | null) => void)[] = []
  const append = (value: object) => {
    for (const listener of listeners) listener(leaseKey('r-1'), JSON.stringify(value))
  }
  const store = {
    onRecord: (listener: (key: string, value: string | null) => void) => listeners.push(listener),
    put: async (key: string, value: string | null) => {
      for (const listener of listeners) listener(key, value)
    },
  } as unknown as StateStore
  return { store, append }
}

const OTHER = 'elsewhere~1/77/1'

test('a claim, renewals and a release', async () => {
  const leases = new Leases(log().store)
  expect(leases.isFree('r-1')).toBe(true)
  expect(await leases.claim('r-1')).toBe(true)
  expect(leases.owns('r-1')).toBe(true)
  await leases.beat('r-1')
  await leases.free('r-1')
  expect(leases.owns('r-1')).toBe(false)
  expect(leases.isFree('r-1')).toBe(true)
})

test('of two claims for the same term the first in the log wins', async () => {
  const { store, append } = log()
  const leases = new Leases(store)
  append({ kind: 'claim', owner: OTHER, term: 1 })
  append({ kind: 'claim', owner: ownOwner(), term: 1 })
  expect(leases.ownerOf('r-1')).toBe(OTHER)
  expect(leases.isFree('r-1')).toBe(false)
})

test('an overtaken owner neither renews nor releases what is another one’s', async () => {
  const { store, append } = log()
  const leases = new Leases(store)
  await leases.claim('r-1')
  append({ kind: 'claim', owner: OTHER, term: 2 })
  await leases.beat('r-1')
  await leases.free('r-1')
  append({ kind: 'free', owner: ownOwner(), term: 1 })
  expect(leases.ownerOf('r-1')).toBe(OTHER)
})

test('a renewal stands for a claim that was compacted away', () => {
  const { store, append } = log()
  const leases = new Leases(store)
  append({ kind: 'beat', owner: OTHER, term: 9 })
  expect(leases.ownerOf('r-1')).toBe(OTHER)
})

test('the lease of an earlier process of this machine is free at once', () => {
  const { store, append } = log()
  const leases = new Leases(store)
  const [host = '', pid = ''] = ownOwner().split('/')
  append({ kind: 'claim', owner: `${host}/${pid}/1`, term: 1 })
  expect(leases.isFree('r-1')).toBe(true)
})
