import { stored } from './stored.ts'

/** What somebody chose for the records of one topic; kept in this browser. */
export interface TopicPreference {
  /** Column ids in their order. */
  columns?: string[] | undefined
  widths?: Record<string, number> | undefined
  keyFormat?: string | undefined
  valueFormat?: string | undefined
  isolation?: string | undefined
}

/** Topics that are remembered; the one that was changed longest ago is forgotten first. */
const MAX_TOPICS = 100

type Preferences = Record<string, TopicPreference>

/** By cluster and topic: see {@link topicKey}. */
export const topicPreferences = stored<Preferences>('tailrace.records', {}, (text) => {
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Preferences) : undefined
})

export function topicKey({ cluster, topic }: { cluster: string; topic: string }): string {
  return `${cluster}/${topic}`
}

/** Remembers a choice for a topic, beside what was chosen for it before. */
export function rememberForTopic(key: string, change: TopicPreference): void {
  const { [key]: before, ...others } = topicPreferences.get()
  const kept = Object.entries(others).slice(-(MAX_TOPICS - 1))
  topicPreferences.set({ ...Object.fromEntries(kept), [key]: { ...before, ...change } })
}
