import { expect, it } from 'vitest'
import { AppError } from '../errors.ts'
import { createQueryClient, refreshEvery } from './client.ts'
import { live } from './live.ts'

const query = (error: Error | null) => ({ state: { error } })

it('asks sooner while the cluster does not answer, and never more seldom than asked', () => {
  const down = new AppError('CLUSTER_UNREACHABLE', 'Nothing listens.')
  expect(refreshEvery(10_000)(query(null))).toBe(10_000)
  expect(refreshEvery(10_000)(query(down))).toBe(3000)
  expect(refreshEvery(1000)(query(down))).toBe(1000)
  expect(refreshEvery(10_000)(query(new AppError('NOT_FOUND', 'No such topic.')))).toBe(10_000)
})

it('repeats only what may pass, once, and nothing while paused', () => {
  const retry = createQueryClient().getDefaultOptions().queries?.retry
  if (typeof retry !== 'function') throw new Error('retry is decided by a function')
  const down = new AppError('BROKER_TIMEOUT', 'Too slow.')
  expect(retry(0, down)).toBe(true)
  expect(retry(1, down)).toBe(false)
  expect(retry(0, new AppError('FORBIDDEN', 'Not you.'))).toBe(false)
  expect(retry(0, new TypeError('a mistake in the page'))).toBe(false)
  live.set('paused')
  expect(retry(0, down)).toBe(false)
  live.set('live')
})
