import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { oneOf, stored } from './stored.ts'

type StorageListener = (event: { key: string }) => void
let items: Map<string, string>
let storageListeners: Set<StorageListener>

beforeEach(() => {
  items = new Map()
  storageListeners = new Set()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
  })
  vi.stubGlobal('window', {
    addEventListener: (_: string, listener: StorageListener) => storageListeners.add(listener),
    removeEventListener: (_: string, listener: StorageListener) => storageListeners.delete(listener),
  })
})
afterEach(() => vi.unstubAllGlobals())

const make = () => stored<'open' | 'shut'>('door', 'open', oneOf(['open', 'shut']))

it('remembers what was set, and ignores words it does not know', () => {
  make().set('shut')
  expect(make().get()).toBe('shut')
  items.set('door', 'ajar')
  expect(make().get()).toBe('open')
})

it('tells its listeners, also when another tab changed the value', () => {
  const door = make()
  const listener = vi.fn()
  const stop = door.subscribe(listener)
  door.set('shut')
  items.set('door', 'open')
  for (const tell of storageListeners) tell({ key: 'door' })
  expect(listener).toHaveBeenCalledTimes(2)
  expect(door.get()).toBe('open')
  stop()
  expect(storageListeners.size).toBe(0)
})

it('works without storage for as long as the page lasts', () => {
  vi.stubGlobal('localStorage', {
    getItem: () => {
      throw new Error('refused')
    },
    setItem: () => {
      throw new Error('refused')
    },
  })
  const door = make()
  expect(door.get()).toBe('open')
  door.set('shut')
  expect(door.get()).toBe('shut')
})
