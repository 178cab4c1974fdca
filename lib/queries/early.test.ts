import { expect, it, vi } from 'vitest'
import { early } from './early.ts'

it('loads once for all who wait', async () => {
  const load = vi.fn(() => Promise.resolve('module'))
  const get = early(load)
  expect(await Promise.all([get(), get()])).toEqual(['module', 'module'])
  expect(load).toHaveBeenCalledTimes(1)
})

it('tries again after a failed load', async () => {
  const load = vi
    .fn<() => Promise<string>>()
    .mockRejectedValueOnce(new Error('offline'))
    .mockResolvedValueOnce('module')
  const get = early(load)
  await expect(get()).rejects.toThrow('offline')
  expect(await get()).toBe('module')
})

it('starts by itself in a browser, and leaves the failure to those who ask', async () => {
  vi.stubGlobal('window', {})
  const load = vi.fn(() => Promise.reject(new Error('offline')))
  const get = early(load)
  expect(load).toHaveBeenCalledTimes(1)
  await expect(get()).rejects.toThrow('offline')
  vi.unstubAllGlobals()
})
