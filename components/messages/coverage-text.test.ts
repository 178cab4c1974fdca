import { describe, expect, it } from 'vitest'
import type { Coverage, Message, MessagePage, PartitionCoverage } from '#lib/contract/messages.ts'
import { summarise } from './coverage-text.ts'

const message = { timestamp: 1000 } as Message

function partition(part: Partial<PartitionCoverage>): PartitionCoverage {
  return {
    partition: 0,
    from: '0',
    to: '50000',
    scannedFrom: '49900',
    scannedTo: '50000',
    records: 100,
    reason: 'limit',
    ...part,
  }
}

function page(part: { count?: number; cursor?: string | null; coverage?: Partial<Coverage> } = {}): MessagePage {
  const { count = 100, cursor = 'next' } = part
  return {
    messages: Array<Message>(count).fill(message),
    cursor,
    coverage: {
      partitions: [partition({})],
      notes: [],
      records: count,
      bytes: 5000,
      matched: count,
      skippedBatches: 0,
      elapsedMs: 2,
      complete: false,
      stoppedBecause: 'limit',
      ...part.coverage,
    },
  }
}

describe('summarise', () => {
  it('says how much of how much was read', () => {
    expect(summarise([page(), page()])).toMatchObject({
      text: '200 records of about 50.0 k',
      bytes: 10_000,
      reachedAt: 1000,
      warnings: [],
    })
  })

  it('says all only where all was read', () => {
    const end: Partial<Coverage> = {
      stoppedBecause: 'end',
      complete: true,
      partitions: [partition({ reason: 'complete' })],
    }
    expect(summarise([page(), page({ count: 20, cursor: null, coverage: end })]).text).toBe('All 120 records')
    expect(summarise([page({ count: 0, cursor: null, coverage: end })]).text).toBe('No records here')
    const offline = { ...end, complete: false, partitions: [partition({ reason: 'offline', problem: 'No leader.' })] }
    const summary = summarise([page({ count: 20, cursor: null, coverage: offline })])
    expect(summary.text).toBe('20 records of about 50.0 k')
    expect(summary.warnings).toEqual([{ tone: 'bad', text: 'partition 0 is offline', tip: 'No leader.' }])
  })

  it('names what is expired, held back or cut short', () => {
    const { warnings } = summarise([
      page({
        coverage: {
          notes: ['timestampsGoBack', 'openTransaction'],
          stoppedBecause: 'maxSeconds',
          partitions: [partition({ reason: 'expired', from: '5', scannedFrom: '60' })],
        },
      }),
    ])
    expect(warnings.map(({ text }) => text)).toEqual([
      'times go back',
      'an open transaction holds records back',
      'partition 0 begins later',
      'stopped after 4 s',
    ])
    expect(warnings[2]?.tip).toContain('5 to 60')
  })
})
