import { describe, expect, test } from 'vitest'
import { evaluatePartition, type PartitionEvidence, worstOf } from './evaluate-partition.ts'

const now = 1_000_000

function evidence(changes: Partial<PartitionEvidence> = {}): PartitionEvidence {
  return {
    now,
    committed: 500n,
    start: 0n,
    end: 600n,
    lags: [],
    consumedPerSecond: 5,
    producedPerSecond: 5,
    rewind: null,
    watchedSince: now - 600_000,
    movedAt: now - 5_000,
    caughtUpAt: null,
    nothingReadable: false,
    timeLagMs: 60_000,
    samples: 60,
    unwatchedMs: 0,
    fellBehind: false,
    live: true,
    ...changes,
  }
}

const over = (lags: number[]) =>
  lags.map((lag, index) => ({ at: now - (lags.length - 1 - index) * 10_000, lag: BigInt(lag) }))

describe('the position and the log', () => {
  test('no commit is not lag 0', () => {
    expect(evaluatePartition(evidence({ committed: null }))).toMatchObject({ status: 'neverCommitted', lag: null })
    expect(evaluatePartition(evidence({ committed: null, end: 0n })).status).toBe('ok')
  })

  test('a position before the log start has missed what was deleted, and the rest is lag', () => {
    expect(evaluatePartition(evidence({ start: 550n }))).toMatchObject({ status: 'dataLoss', missed: 50n, lag: 50n })
    expect(evaluatePartition(evidence({ start: 500n })).status).toBe('ok')
  })

  test('a position beyond the end is told, its lag is not negative', () => {
    expect(evaluatePartition(evidence({ end: 499n }))).toMatchObject({ status: 'beyondEnd', lag: 0n })
    expect(evaluatePartition(evidence({ end: 500n })).status).toBe('ok')
  })

  test('without the end nothing is claimed', () => {
    expect(evaluatePartition(evidence({ end: null }))).toMatchObject({ status: 'unknown', lag: null })
  })
})

describe('movement', () => {
  test('stalled: members are there, records are there, the position stands for two minutes', () => {
    expect(evaluatePartition(evidence({ movedAt: now - 121_000 }))).toMatchObject({
      status: 'stalled',
      idleMs: 121_000,
    })
    expect(evaluatePartition(evidence({ movedAt: now - 119_000 })).status).toBe('ok')
  })

  test('a consumer that had nothing to read until a moment ago is not stalled', () => {
    expect(evaluatePartition(evidence({ movedAt: now - 500_000, caughtUpAt: now - 10_000 })).status).toBe('ok')
    expect(evaluatePartition(evidence({ movedAt: null, watchedSince: now - 30_000 })).status).toBe('ok')
  })

  test('stopped and empty: nobody consumes', () => {
    expect(evaluatePartition(evidence({ live: false })).status).toBe('stopped')
    expect(evaluatePartition(evidence({ live: false, committed: 600n })).status).toBe('empty')
  })

  test('rewound, until it is said to be over', () => {
    expect(evaluatePartition(evidence({ rewind: { from: 590n, at: now } })).status).toBe('rewound')
  })
})

describe('trend', () => {
  test('a lag that keeps growing is a warning, with jitter too', () => {
    expect(evaluatePartition(evidence({ lags: over([10, 20, 30, 40, 50, 60, 70]) })).status).toBe('warning')
    expect(evaluatePartition(evidence({ lags: over([10, 25, 20, 45, 40, 70, 65, 90, 85]) })).status).toBe('warning')
  })

  test('a lag that comes and goes, shrinks, was gone, or is only just seen is not', () => {
    expect(evaluatePartition(evidence({ lags: over([50, 40, 60, 30, 55, 45, 50]) })).status).toBe('ok')
    expect(evaluatePartition(evidence({ lags: over([90, 80, 70, 60, 50, 40, 30]) })).status).toBe('ok')
    expect(evaluatePartition(evidence({ lags: over([10, 20, 0, 40, 50, 60, 70]) })).status).toBe('ok')
    expect(evaluatePartition(evidence({ lags: over([10, 20, 30]) })).status).toBe('ok')
  })
})

describe('a lag that matters', () => {
  const growing = over([10, 20, 30, 40, 50, 60, 70])
  const flat = over([40, 50, 40, 50, 40, 50, 45])

  test('growing by a second is no finding, by half a minute it is', () => {
    expect(evaluatePartition(evidence({ lags: growing, timeLagMs: 1_000 })).status).toBe('ok')
    expect(evaluatePartition(evidence({ lags: growing, timeLagMs: 29_999 })).status).toBe('ok')
    expect(evaluatePartition(evidence({ lags: growing, timeLagMs: 30_000 })).status).toBe('warning')
    expect(evaluatePartition(evidence({ lags: growing, timeLagMs: null })).status).toBe('warning')
  })

  test('once behind it stays so until it shrinks, is gone or is young', () => {
    const behind = { fellBehind: true }
    expect(evaluatePartition(evidence({ ...behind, lags: flat, timeLagMs: 20_000 })).status).toBe('warning')
    expect(evaluatePartition(evidence({ ...behind, lags: growing, timeLagMs: 14_999 })).status).toBe('ok')
    expect(evaluatePartition(evidence({ ...behind, lags: over([90, 80, 70, 60, 50, 40, 30]) })).status).toBe('ok')
    expect(evaluatePartition(evidence({ ...behind, lags: growing, end: 500n })).status).toBe('ok')
  })

  test('one that was behind before an outage is not well because little is known after it', () => {
    const after = { samples: 1, lags: over([26_117]), consumedPerSecond: null, producedPerSecond: null }
    expect(evaluatePartition(evidence({ ...after, fellBehind: true })).status).toBe('warning')
    expect(evaluatePartition(evidence(after)).status).toBe('unknown')
  })
})

describe('what was not watched', () => {
  test('a single sample with records to read is not judged; with none it is', () => {
    expect(evaluatePartition(evidence({ samples: 1 }))).toMatchObject({ status: 'unknown', lag: 100n })
    expect(evaluatePartition(evidence({ samples: 2 })).status).toBe('ok')
    expect(evaluatePartition(evidence({ samples: 1, end: 500n })).status).toBe('ok')
  })

  test('the time of an outage does not make a stall, and does not end one', () => {
    const standing = { movedAt: now - 130_000, samples: 2 }
    expect(evaluatePartition(evidence({ ...standing, unwatchedMs: 81_000 })).status).toBe('ok')
    expect(evaluatePartition(evidence({ ...standing, unwatchedMs: 5_000 })).status).toBe('stalled')
  })
})

test('a group is as its worst partition', () => {
  expect(worstOf(['ok', 'stopped', 'dataLoss', 'ok'])).toBe('dataLoss')
  expect(worstOf(['empty', 'ok'])).toBe('ok')
  expect(worstOf([])).toBeNull()
})
