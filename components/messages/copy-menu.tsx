'use client'

import { ChevronDown } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { Menu, type MenuEntry } from '#components/ui/menu.tsx'
import { toastDone } from '#components/ui/toasts.ts'
import type { Message } from '#lib/contract/messages.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { downloadUrl, recordUrl, type RecordAt } from '#lib/queries/messages.ts'
import { curlCommand, kcatCommand, recordJson } from './record-text.ts'

/** Copies the record in the form that is needed elsewhere. */
export function CopyMenu({
  at,
  place,
  message,
}: {
  at: { cluster: string; topic: string }
  place: RecordAt
  message: Message | undefined
}) {
  const copy = (what: string, text: string) => {
    void navigator.clipboard.writeText(text).then(() => toastDone(`${what} copied`))
  }
  const { key, value } = message ?? {}
  const blocked = value?.truncated ? 'It is too large for the clipboard: download its bytes.' : undefined
  const origin = () => window.location.origin
  const entries: MenuEntry[] = [
    ...(message ? [action('json', 'Record as JSON', () => copy('The record', recordJson(message)), blocked)] : []),
    ...(value ? [action('value', 'Value', () => copy('The value', value.text), blocked)] : []),
    ...(key && !key.truncated ? [action('key', 'Key', () => copy('The key', key.text))] : []),
    { kind: 'line', id: 'line' },
    action('kcat', 'kcat command', () => copy('The command', kcatCommand(at.topic, place))),
    action('curl', 'curl command', () => copy('The command', curlCommand(origin() + recordUrl(at, place)))),
    action('curl-value', 'curl command for the bytes of the value', () =>
      copy('The command', curlCommand(origin() + downloadUrl(at, place, 'value'))),
    ),
    { kind: 'line', id: 'line 2' },
    action('link', 'Link to this record', () => copy('The link', origin() + recordPath(at, place))),
    action('view', 'Link to this view', () => copy('The link', window.location.href)),
  ]
  return (
    <Menu
      align="end"
      button={(props) => (
        <Button {...props} size="small">
          Copy <ChevronDown size={12} aria-hidden />
        </Button>
      )}
      entries={entries}
    />
  )
}

/** The page of a record: it stands first in its partition there, whatever the list shows now. */
function recordPath({ cluster, topic }: { cluster: string; topic: string }, { partition, offset }: RecordAt): string {
  const query = new URLSearchParams({
    from: 'offset',
    at: offset,
    partition: String(partition),
    record: `${partition}/${offset}`,
  })
  return `${process.env['NEXT_PUBLIC_BASE_PATH'] ?? ''}${pagePaths.topic(cluster, topic)}/messages?${String(query)}`
}

const action = (id: string, label: string, onSelect: () => void, blocked?: string): MenuEntry => ({
  kind: 'action',
  id,
  label,
  onSelect,
  blocked,
})
