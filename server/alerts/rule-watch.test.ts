import { expect, test } from 'vitest'
import type { Evaluation } from './evaluate-rule.ts'
import { RuleWatch } from './rule-watch.ts'

const judged = (holds: boolean | null, complete = true): Evaluation => ({
  verdicts: new Map([['g', { subject: 'g', href: '', holds, text: `${holds}`, since: null }]]),
  complete,
  problem: null,
})
const gone = (complete: boolean): Evaluation => ({ verdicts: new Map(), complete, problem: null })
const timing = (now: number, settled = true) => ({ now, forMs: 30, keepFiringForMs: 20, settled })
const none = new Set<string>()
const active = new Set(['g'])

test('fires once it held for long enough without a break', () => {
  const watch = new RuleWatch()
  expect(watch.step(judged(true), none, timing(0))).toMatchObject({ fire: [], pending: [{ since: 0 }] })
  expect(watch.step(judged(true), none, timing(29)).fire).toEqual([])
  expect(watch.step(judged(false), none, timing(30)).pending).toEqual([])
  expect(watch.step(judged(true), none, timing(31)).fire).toEqual([])
  expect(watch.step(judged(null), none, timing(50)).fire).toEqual([])
  expect(watch.step(judged(true), none, timing(61)).fire).toMatchObject([{ subject: 'g' }])
  expect(watch.step(judged(true), active, timing(70)).fire).toEqual([])
})

test('ends once it did not hold for long enough, and not by what is not known', () => {
  const watch = new RuleWatch()
  expect(watch.step(judged(false), active, timing(0)).resolve).toEqual([])
  expect(watch.step(judged(true), active, timing(10)).resolve).toEqual([])
  expect(watch.step(judged(false), active, timing(20)).resolve).toEqual([])
  expect(watch.step(judged(null), active, timing(60)).resolve).toEqual([])
  expect(watch.step(judged(false), active, timing(61)).resolve).toEqual([{ subject: 'g', text: 'false' }])
})

test('what fired before the start ends only when it was watched for long enough', () => {
  const watch = new RuleWatch()
  for (const now of [0, 50, 100]) expect(watch.step(judged(false), active, timing(now, false)).resolve).toEqual([])
  expect(watch.step(judged(false), active, timing(110)).resolve).toEqual([])
  expect(watch.step(judged(false), active, timing(130)).resolve).toHaveLength(1)
})

test('what is gone ends, but only where everything was seen', () => {
  const watch = new RuleWatch()
  expect(watch.step(gone(false), active, timing(0)).resolve).toEqual([])
  expect(watch.step(gone(true), active, timing(1)).resolve).toEqual([{ subject: 'g', text: 'g is gone.' }])
})
