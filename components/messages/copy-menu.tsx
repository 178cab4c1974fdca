'use client'

import { ChevronDown } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { Menu, MenuItem, MenuSeparator } from '#components/ui/menu.tsx'
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
  return (
    <Menu
      align="end"
      trigger={
        <Button size="small">
          Copy <ChevronDown size={12} aria-hidden />
        </Button>
      }
    >
      <MenuItem disabled={!message} onClick={() => message && copy('The record', recordJson(message))}>
        Record as JSON
      </MenuItem>
      <MenuItem disabled={!value} onClick={() => value && copy('The value', value.text)}>
        Value
      </MenuItem>
      <MenuItem disabled={!key} onClick={() => key && copy('The key', key.text)}>
        Key
      </MenuItem>
      <MenuSeparator />
      <MenuItem onClick={() => copy('The command', kcatCommand(at.topic, place))}>kcat command</MenuItem>
      <MenuItem onClick={() => copy('The link', window.location.href)}>Link to this record</MenuItem>
    </Menu>
  )
}
