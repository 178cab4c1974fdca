import { pagePaths } from '#lib/page-paths.ts'
import type { LiveState } from './use-live-state.ts'

/** The same filter in the Messages tab, from now backwards. */
export function searchLink({ cluster, topic }: { cluster: string; topic: string }, query: LiveState['query']): string {
  const { text, caseSensitive, key, header, filter, partition, isolation, keyFormat, valueFormat } = query
  const search = new URLSearchParams()
  const terms = { text, key, header, filter, partition: partition.join(','), keyFormat, valueFormat }
  for (const [name, value] of Object.entries(terms)) if (value) search.set(name, value)
  if (text !== '' && !caseSensitive) search.set('caseSensitive', 'false')
  if (isolation !== 'committed') search.set('isolation', isolation)
  const asked = search.toString()
  return `${pagePaths.topic(cluster, topic)}/messages${asked ? `?${asked}` : ''}`
}
