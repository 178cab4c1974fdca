import { expect, test, vi } from 'vitest'
import { ownedByKind, Owner } from './owner.ts'

const resource = () => ({ close: vi.fn() })
const counted = () => ownedByKind().get('connections') ?? 0

test('everything is given back once, whenever the owner is closed, and counted until then', async () => {
  const leaving = new AbortController()
  const owner = new Owner('ada', leaving.signal)
  const own = owner.own('connections', resource())
  const child = owner.child()
  const childs = child.own('connections', resource())
  const early = child.own('connections', resource())
  expect(counted()).toBe(3)
  await child.release(early)
  expect(counted()).toBe(2)
  leaving.abort()
  await owner.close()
  await child.close()
  for (const { close } of [own, childs, early]) expect(close).toHaveBeenCalledOnce()
  expect(counted()).toBe(0)
})

test('what comes after the end is given back at once', async () => {
  const owner = new Owner('ada', AbortSignal.abort())
  const late = resource()
  expect(() => owner.own('connections', late)).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
  expect(late.close).toHaveBeenCalledOnce()
  expect(() => owner.child()).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
  expect(counted()).toBe(0)
})

test('a part that has ended is forgotten, and the rest stays', async () => {
  const owner = new Owner('ada')
  const kept = owner.own('connections', resource())
  const child = owner.child()
  const ended = child.own('connections', resource())
  await child.close()
  expect(ended.close).toHaveBeenCalledOnce()
  expect(kept.close).not.toHaveBeenCalled()
  await owner.close()
})

test('one that fails does not keep the others', async () => {
  const owner = new Owner('ada')
  const first = owner.own('connections', resource())
  owner.own('connections', { close: () => Promise.reject(new Error('broken')) })
  await owner.close()
  expect(first.close).toHaveBeenCalledOnce()
  expect(counted()).toBe(0)
})
