import { expect, it } from 'vitest'
import { rowWindow, scrollTopToReveal } from './row-window.ts'

const box = { scrollTop: 0, clientHeight: 640, rowHeight: 32, headHeight: 30 }

it('draws what is in sight and some more, in steps', () => {
  expect(rowWindow(box)).toEqual({ first: 0, last: 32 })
  expect(rowWindow({ ...box, scrollTop: 16 })).toEqual({ first: 0, last: 36 })
  expect(rowWindow({ ...box, scrollTop: 3200 })).toEqual({ first: 88, last: 132 })
})

it('always covers the rows in sight', () => {
  for (let scrollTop = 0; scrollTop < 5000; scrollTop += 13) {
    const { first, last } = rowWindow({ ...box, scrollTop })
    expect(first * 32).toBeLessThanOrEqual(scrollTop)
    expect(last * 32).toBeGreaterThanOrEqual(scrollTop + 640)
    expect(last - first).toBeLessThanOrEqual(70)
  }
})

it('scrolls no further than it has to, and not below the head', () => {
  expect(scrollTopToReveal(3, box)).toBe(0)
  expect(scrollTopToReveal(19, box)).toBe(20 * 32 + 30 - 640)
  expect(scrollTopToReveal(100, box)).toBe(101 * 32 + 30 - 640)
  expect(scrollTopToReveal(50, { ...box, scrollTop: 3200 })).toBe(1600)
  expect(scrollTopToReveal(105, { ...box, scrollTop: 3200 })).toBe(3200)
})
