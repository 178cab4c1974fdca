import type { CreateTopicBody } from '#lib/queries/topics.ts'

/** What is typed into the form, as typed. */
export interface TopicDraft {
  name: string
  partitions: string
  replicationFactor: string
  cleanupPolicy: 'default' | 'delete' | 'compact' | 'compact,delete'
  retentionHours: string
  config: string
  reason: string
}

export const emptyDraft: TopicDraft = {
  name: '',
  partitions: '',
  replicationFactor: '',
  cleanupPolicy: 'default',
  retentionHours: '',
  config: '',
  reason: '',
}

const HOUR_MS = 3_600_000

/** The request for a draft; empty fields are left to the broker. A line of the free configuration wins over the fields above it. */
export function toCreateTopicBody(draft: TopicDraft): CreateTopicBody {
  const config: Record<string, string> = {}
  if (draft.cleanupPolicy !== 'default') config['cleanup.policy'] = draft.cleanupPolicy
  if (draft.cleanupPolicy.includes('delete') && draft.retentionHours !== '') {
    const hours = Number(draft.retentionHours)
    config['retention.ms'] = hours < 0 ? '-1' : String(Math.round(hours * HOUR_MS))
  }
  for (const line of draft.config.split('\n')) {
    const text = line.trim()
    if (text === '' || text.startsWith('#')) continue
    const at = text.indexOf('=')
    // Without "=" the name goes with an empty value, which the broker refuses with its own words.
    config[at < 0 ? text : text.slice(0, at).trim()] = at < 0 ? '' : text.slice(at + 1).trim()
  }
  return {
    name: draft.name.trim(),
    ...(draft.partitions === '' ? {} : { partitions: Number(draft.partitions) }),
    ...(draft.replicationFactor === '' ? {} : { replicationFactor: Number(draft.replicationFactor) }),
    ...(draft.reason.trim() === '' ? {} : { reason: draft.reason.trim() }),
    config,
  }
}
