'use client'

import { ChevronDown } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { Menu, type MenuEntry } from '#components/ui/menu.tsx'
import { toastDone } from '#components/ui/toasts.ts'
import type { Message } from '#lib/contract/messages.ts'
import type { RecordAt } from '#lib/queries/messages.ts'
import { kcatCommand, recordJson } from './record-text.ts'

/** Copies the record in the form that is needed elsewhere. */
export function CopyMenu({
  at,
  place,
  message,
}: {
  at: { topic: string }
  place: RecordAt
  message: Message | undefined
}) {
  const copy = (what: string, text: string) => {
    void navigator.clipboard.writeText(text).then(() => toastDone(`${what} copied`))
  }
  const { key, value } = message ?? {}
  const entries: MenuEntry[] = [
    ...(message ? [action('json', 'Record as JSON', () => copy('The record', recordJson(message)))] : []),
    ...(value ? [action('value', 'Value', () => copy('The value', value.text))] : []),
    ...(key ? [action('key', 'Key', () => copy('The key', key.text))] : []),
    { kind: 'line', id: 'line' },
    action('kcat', 'kcat command', () => copy('The command', kcatCommand(at.topic, place))),
    action('link', 'Link to this record', () => copy('The link', window.location.href)),
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

const action = (id: string, label: string, onSelect: () => void): MenuEntry => ({ kind: 'action', id, label, onSelect })
