import { type HeaderDraft, headerIssue, inputOf } from '#components/messages/produce-draft.ts'
import type { ReplaySelection } from '#lib/contract/replays.ts'
import type { ReplayRequest } from '#lib/queries/replays.ts'

/** Text in place of a key or value; with a format of the schema registry, encoded by the schema the record bore. */
export interface EditedPart {
  text: string
  format?: 'avro' | 'protobuf' | 'jsonSchema'
  subject?: string
  version?: number
}

interface RecordEdit {
  partition: number
  offset: string
  key: EditedPart | null
  value: EditedPart | null
  headers: HeaderDraft[] | null
}

/** What somebody has chosen in the steps of a replay, as text fields hold it. */
export interface ReplayDraft {
  target: 'origin' | 'retry' | 'topic'
  topic: string
  /** The id of another cluster; empty for this one. */
  cluster: string
  partitioning: 'key' | 'original'
  headers: 'strip' | 'keep'
  timestamp: 'now' | 'keep'
  /** Records per second; empty for as fast as it goes. */
  rate: string
  includeReplayed: boolean
  /** Topics that only headers name as origin and that may get records. */
  extraTargets: string[]
  skipStale: boolean
  /** How many go ahead of the rest; empty for none. */
  ahead: string
  /** What one record is sent with in place of its own; null for what stays. */
  edit: RecordEdit | null
  reason: string
}

export const emptyDraft: ReplayDraft = {
  target: 'origin',
  topic: '',
  cluster: '',
  partitioning: 'key',
  headers: 'strip',
  timestamp: 'now',
  rate: '',
  includeReplayed: false,
  extraTargets: [],
  skipStale: false,
  ahead: '',
  edit: null,
  reason: '',
}

export type DraftProblems = { [Field in 'topic' | 'rate' | 'ahead' | 'headers']?: string }

/** What is wrong with the draft, by field; nothing when it can be checked. */
export function draftProblems({ target, topic, rate, ahead, edit }: ReplayDraft): DraftProblems {
  const headers = edit?.headers?.map(headerIssue).find((issue) => issue !== undefined)
  return {
    ...(headers === undefined ? {} : { headers }),
    ...(target === 'topic' && !/^[a-zA-Z0-9._-]{1,249}$/.test(topic)
      ? { topic: 'The name of a topic is expected.' }
      : {}),
    ...(rate !== '' && !(Number(rate) > 0 && Number(rate) <= 1_000_000)
      ? { rate: 'A number of records per second is expected.' }
      : {}),
    ...(ahead !== '' && !(/^\d+$/.test(ahead) && Number(ahead) >= 1 && Number(ahead) <= 10_000)
      ? { ahead: 'A number of records from 1 to 10,000 is expected.' }
      : {}),
  }
}

/** The request of a draft; a dry run needs no reason of its own. */
export function requestOf(source: string, selection: ReplaySelection, draft: ReplayDraft): ReplayRequest {
  const { edit } = draft
  return {
    source: { topic: source },
    selection,
    target: targetOf(draft),
    options: {
      partitioning: draft.partitioning,
      headers: draft.headers,
      timestamp: draft.timestamp,
      includeReplayed: draft.includeReplayed,
      skipStale: draft.skipStale,
      ...(draft.extraTargets.length === 0 || draft.target === 'topic' ? {} : { extraTargets: draft.extraTargets }),
      ...(draft.ahead === '' ? {} : { canary: { records: Number(draft.ahead) } }),
      ...(edit === null || (edit.key === null && edit.value === null && edit.headers === null)
        ? {}
        : {
            edits: [
              {
                partition: edit.partition,
                offset: edit.offset,
                ...(edit.key === null ? {} : { key: edit.key }),
                ...(edit.value === null ? {} : { value: edit.value }),
                ...(edit.headers === null
                  ? {}
                  : { headers: edit.headers.map((header) => ({ name: header.name, value: inputOf(header) })) }),
              },
            ],
          }),
      ...(draft.rate === '' ? {} : { recordsPerSecond: Number(draft.rate) }),
    },
    reason: draft.reason.trim() === '' ? 'dry run' : draft.reason.trim(),
  }
}

function targetOf({ target, topic, cluster }: ReplayDraft): ReplayRequest['target'] {
  if (target === 'origin') return { origin: true }
  if (target === 'retry') return { retry: true }
  return cluster === '' ? { topic } : { topic, cluster }
}
