'use client'

import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Field } from '#components/ui/field.tsx'
import { Textarea } from '#components/ui/input.tsx'

/** Asks why, and does it. */
export function ReasonDialog({
  title,
  description,
  confirm,
  act,
  onClose,
  children,
  ready = true,
}: {
  title: string
  description: string
  confirm: string
  act: (reason: string) => Promise<unknown>
  onClose: () => void
  children?: React.ReactNode
  ready?: boolean
}) {
  const [reason, setReason] = useState('')
  const [state, setState] = useState<{ busy: boolean; error: Error | null }>({ busy: false, error: null })
  const run = async () => {
    setState({ busy: true, error: null })
    try {
      await act(reason.trim())
      onClose()
    } catch (error) {
      setState({ busy: false, error: error instanceof Error ? error : new Error('It failed.') })
    }
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={!ready || reason.trim().length < 3 || state.busy} onClick={() => void run()}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {children}
        <Field label="Reason" hint="Stands in the audit record, with your name.">
          {(control) => <Textarea {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        {state.error ? <ErrorPanel what="do this" error={state.error} /> : null}
      </div>
    </Dialog>
  )
}
