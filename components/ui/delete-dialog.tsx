'use client'

import { nameText } from '#lib/format/names.ts'
import { type ReactNode, useId, useState } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { ErrorPanel } from './error-panel.tsx'
import { Field } from './field.tsx'
import { Input } from './input.tsx'

/** Asks before something is deleted for good: says what is lost, and wants its name typed and a reason. */
export function DeleteDialog({
  name,
  what,
  button,
  removal,
  onClose,
  children,
}: {
  name: string
  /** Continues "Could not delete …": `the topic`. */
  what: string
  button: string
  /** Takes the reason. */
  removal: { mutate: (reason: string) => void; isPending: boolean; error: Error | null }
  onClose: () => void
  /** What is lost. */
  children: ReactNode
}) {
  const form = useId()
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState('')
  const shown = nameText(name)
  const ready = typed === shown && reason.trim().length >= 3
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Delete ${shown}`}
      description="This cannot be undone."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" type="submit" form={form} disabled={!ready || removal.isPending}>
            {removal.isPending ? 'Deleting …' : button}
          </Button>
        </>
      }
    >
      {children}
      <form
        id={form}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) removal.mutate(reason)
        }}
      >
        <Field label={<>Type {shown} to confirm</>}>
          {(control) => <Input {...control} value={typed} onChange={(event) => setTyped(event.target.value)} />}
        </Field>
        <Field label="Reason" hint="Stands in the audit record.">
          {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
      </form>
      {removal.error ? <ErrorPanel inDialog what={`delete ${what}`} error={removal.error} /> : null}
    </Dialog>
  )
}
