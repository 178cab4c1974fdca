import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { StreamPlace } from './stream-place.ts'

let items: Map<string, string>
let listeners: Map<string, Set<(event: object) => void>>

beforeEach(() => {
  vi.useFakeTimers()
  items = new Map()
  listeners = new Map()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
    removeItem(key: string) {
      items.delete(key)
      for (const tell of listeners.get('storage') ?? []) tell({ key, newValue: null })
    },
  })
  vi.stubGlobal('window', {
    addEventListener: (name: string, listener: (event: object) => void) =>
      listeners.set(name, (listeners.get(name) ?? new Set()).add(listener)),
    removeEventListener: (name: string, listener: (event: object) => void) => listeners.get(name)?.delete(listener),
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

function openWindow() {
  const hooks = { onLost: vi.fn(), onFree: vi.fn() }
  const place = new StreamPlace(hooks)
  place.open()
  return { place, ...hooks }
}

test('four windows keep a stream; the next is told when a place is given back', () => {
  const windows = Array.from({ length: 6 }, openWindow)
  expect(windows.map(({ place }) => place.take())).toEqual([true, true, true, true, false, false])
  vi.advanceTimersByTime(60_000)
  expect(windows.map(({ place }) => place.take())).toEqual([true, true, true, true, false, false])
  windows[1]?.place.close()
  expect(windows.map(({ onFree }) => onFree.mock.calls.length)).toEqual([0, 0, 0, 0, 1, 1])
  expect(windows[5]?.place.take()).toBe(true)
  expect(windows[4]?.place.take()).toBe(false)
})

test('the place of a window that crashed is free after a few seconds', () => {
  for (let index = 0; index < 4; index += 1) items.set(`tailrace.stream.${index}`, `gone ${Date.now() + 6_000}`)
  const { place } = openWindow()
  expect(place.take()).toBe(false)
  vi.advanceTimersByTime(6_000)
  expect(place.take()).toBe(true)
  items.set('tailrace.stream.1', `gone ${Date.now() + 1e9}`)
  expect(openWindow().place.take()).toBe(true)
})

test('who took a place that another took at the same moment takes the next, or is told', () => {
  const { place, onLost } = openWindow()
  expect(place.take()).toBe(true)
  const steal = (index: number) => items.set(`tailrace.stream.${index}`, `thief ${Date.now() + 6_000}`)
  steal(0)
  vi.advanceTimersByTime(300)
  expect(items.get('tailrace.stream.1')).toBeDefined()
  expect(onLost).not.toHaveBeenCalled()
  for (const index of [0, 1, 2, 3]) steal(index)
  vi.advanceTimersByTime(300)
  expect(onLost).toHaveBeenCalledOnce()
  place.close()
  expect(items.get('tailrace.stream.1')).toContain('thief')
  expect(vi.getTimerCount()).toBe(0)
  expect([...listeners.values()].every((set) => set.size === 0)).toBe(true)
})

test('over HTTP/2, and where nothing can be stored, every window keeps its stream', () => {
  const spy = vi
    .spyOn(performance, 'getEntriesByType')
    .mockReturnValue([{ nextHopProtocol: 'h2' }] as unknown as PerformanceEntryList)
  expect(Array.from({ length: 9 }, () => openWindow().place.take())).toEqual(Array(9).fill(true))
  expect(items.size).toBe(0)
  spy.mockRestore()
  vi.stubGlobal('localStorage', undefined)
  expect(Array.from({ length: 9 }, () => openWindow().place.take())).toEqual(Array(9).fill(true))
})
