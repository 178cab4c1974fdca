import { describe, expect, test } from 'vitest'
import { GroupTracker } from './group-tracker.ts'
import { TimeRing } from './series.ts'

const tracker = () =>
  new GroupTracker({ positions: new TimeRing(60), fine: new TimeRing(360), coarse: new TimeRing(720) })
const at = (now: number, behindSince: number | null = null, watched = true) => ({ now, behindSince, watched })

describe('since when a status holds', () => {
  test('what was there at the first look may be older', () => {
    const group = tracker()
    expect(group.noteStatus('ok', at(1_000))).toEqual({ since: 1_000, atLeast: true })
    expect(group.noteStatus('stopped', at(2_000))).toEqual({ since: 2_000, atLeast: false })
  })

  test('a group that is behind is so since its oldest unread record at least, also while that moves on', () => {
    const group = tracker()
    expect(group.noteStatus('stopped', at(90_000, 10_000))).toEqual({ since: 10_000, atLeast: true })
    expect(group.noteStatus('stopped', at(95_000, 40_000))).toEqual({ since: 10_000, atLeast: true })
    expect(group.noteStatus('ok', at(99_000, 10_000))).toEqual({ since: 99_000, atLeast: false })
  })

  test('it goes on over samples that know nothing', () => {
    const group = tracker()
    group.noteStatus('ok', at(1_000))
    group.noteStatus('stopped', at(2_000))
    expect(group.noteStatus('unknown', at(3_000))).toEqual({ since: 3_000, atLeast: false })
    expect(group.noteStatus('unknown', at(4_000))).toEqual({ since: 3_000, atLeast: false })
    expect(group.noteStatus('stopped', at(5_000))).toEqual({ since: 2_000, atLeast: false })
  })

  test('what began in an outage may be older than it was seen', () => {
    const group = tracker()
    group.noteStatus('ok', at(1_000))
    expect(group.noteStatus('stopped', at(90_000, null, false))).toEqual({ since: 90_000, atLeast: true })
    group.noteStatus('unknown', at(91_000))
    expect(group.noteStatus('ok', at(92_000))).toEqual({ since: 92_000, atLeast: true })
  })
})
