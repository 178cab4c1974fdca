import { expect, test } from 'vitest'
import type { Message } from '#lib/contract/messages.ts'
import { chooseTopics } from './choose-topics.ts'
import { mergeByTime } from '#lib/trace/merge-by-time.ts'
import { race } from './race.ts'

const known = new Map(
  ['orders', 'orders-dlt', 'payments', 'a.orders.b', '__consumer_offsets', 'tool'].map((name) => [
    name,
    { name, internal: name === 'tool' },
  ]),
)

test('names come first, patterns find the rest by name, and internal topics only by their name', () => {
  expect(chooseTopics(['*'], known).topics).toEqual(['a.orders.b', 'orders', 'orders-dlt', 'payments'])
  expect(chooseTopics(['payments', 'orders*'], known).topics).toEqual(['payments', 'orders', 'orders-dlt'])
  expect(chooseTopics(['*orders*'], known).topics).toEqual(['a.orders.b', 'orders', 'orders-dlt'])
  expect(chooseTopics(['*.ord*s.*'], known).topics).toEqual(['a.orders.b'])
  expect(chooseTopics(['__consumer_offsets', 'pay*ments'], known).topics).toEqual(['__consumer_offsets', 'payments'])
  expect(chooseTopics(['*'], known, 3)).toEqual({
    topics: ['a.orders.b', 'orders', 'orders-dlt'],
    leftOut: { count: 1, examples: ['payments'] },
  })
})

test('what does not exist is said', () => {
  expect(() => chooseTopics(['order'], known)).toThrow('There is no topic order, or you are not allowed to see it.')
  expect(() => chooseTopics(['x*'], known)).toThrow(/no topic is named like x\*/)
  expect(() => chooseTopics(['orders*orders-dlt*'], known)).toThrow(/no topic/)
})

const at = (timestamp: number, topic = 't') => ({ timestamp, topic }) as Message

test('lists are merged by time, and none is put out of its own order', () => {
  const merged = mergeByTime([[at(1, 'a'), at(5, 'a'), at(4, 'a')], [at(2, 'b'), at(4, 'b'), at(9, 'b')], []])
  expect(merged.map(({ timestamp, topic }) => `${topic}${timestamp}`)).toEqual(['a1', 'b2', 'b4', 'a5', 'a4', 'b9'])
  expect(mergeByTime([])).toEqual([])
})

test('so many sources are read at a time, each value is given once, and all are ended with the reader', async () => {
  let open = 0
  let most = 0
  const ended: string[] = []
  async function* source(name: string): AsyncGenerator<string, void, void> {
    open += 1
    most = Math.max(most, open)
    try {
      for (let index = 0; index < 3; index += 1) {
        await new Promise((resolve) => setImmediate(resolve))
        yield `${name}${index}`
      }
    } finally {
      open -= 1
      ended.push(name)
    }
  }
  const names = ['a', 'b', 'c', 'd']
  const all: string[] = []
  for await (const { value } of race(names, 2, source)) if (value !== undefined) all.push(value)
  expect(all.toSorted()).toEqual(names.flatMap((name) => [0, 1, 2].map((index) => `${name}${index}`)))
  expect(most).toBe(2)
  ended.length = 0
  for await (const { value } of race(names, 3, source)) if (value !== undefined) break
  expect(ended.toSorted()).toEqual(['a', 'b', 'c'])
  expect(open).toBe(0)
})

test('an error of one source reaches the reader, and the others are ended', async () => {
  const ended: string[] = []
  async function* source(name: string): AsyncGenerator<string, void, void> {
    try {
      await new Promise((resolve) => setImmediate(resolve))
      if (name === 'bad') throw new Error('broken')
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve))
        yield name
      }
    } finally {
      ended.push(name)
    }
  }
  const reading = async () => {
    for await (const { value } of race(['good', 'bad'], 2, source)) if (value === 'never') break
  }
  await expect(reading()).rejects.toThrow('broken')
  expect(ended.toSorted()).toEqual(['bad', 'good'])
})
