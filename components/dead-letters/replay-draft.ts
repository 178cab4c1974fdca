import type { ReplaySelection } from '#lib/contract/replays.ts'
import type { ReplayRequest } from '#lib/queries/replays.ts'

/** What somebody has chosen in the steps of a replay, as text fields hold it. */
export interface ReplayDraft {
  target: 'origin' | 'topic'
  topic: string
  partitioning: 'key' | 'original'
  headers: 'strip' | 'keep'
  timestamp: 'now' | 'keep'
  /** Records per second; empty for as fast as it goes. */
  rate: string
  includeReplayed: boolean
  reason: string
}

export const emptyDraft: ReplayDraft = {
  target: 'origin',
  topic: '',
  partitioning: 'key',
  headers: 'strip',
  timestamp: 'now',
  rate: '',
  includeReplayed: false,
  reason: '',
}

/** What is wrong with the draft, by field; nothing when it can be checked. */
export function draftProblems({ target, topic, rate }: ReplayDraft): { topic?: string; rate?: string } {
  return {
    ...(target === 'topic' && !/^[a-zA-Z0-9._-]{1,249}$/.test(topic)
      ? { topic: 'The name of a topic is expected.' }
      : {}),
    ...(rate !== '' && !(Number(rate) > 0 && Number(rate) <= 1_000_000)
      ? { rate: 'A number of records per second is expected.' }
      : {}),
  }
}

/** The request of a draft; a dry run needs no reason of its own. */
export function requestOf(source: string, selection: ReplaySelection, draft: ReplayDraft): ReplayRequest {
  return {
    source: { topic: source },
    selection,
    target: draft.target === 'origin' ? { origin: true } : { topic: draft.topic },
    options: {
      partitioning: draft.partitioning,
      headers: draft.headers,
      timestamp: draft.timestamp,
      includeReplayed: draft.includeReplayed,
      ...(draft.rate === '' ? {} : { recordsPerSecond: Number(draft.rate) }),
    },
    reason: draft.reason.trim() === '' ? 'dry run' : draft.reason.trim(),
  }
}
