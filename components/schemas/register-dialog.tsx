'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input, Textarea } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import { toastDone } from '#components/ui/toasts.ts'
import type { SchemaType, SchemaVersion } from '#lib/contract/schemas.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { postSchema, postSchemaCheck, schemaKeys } from '#lib/queries/schemas.ts'
import { schemaTypeLabel } from './schema-words.ts'
import { mayRegister, SchemaVerdict } from './schema-verdict.tsx'

const FORM = 'register-schema'
const TYPES = (['AVRO', 'PROTOBUF', 'JSON'] as const).map((value) => ({ value, label: schemaTypeLabel(value) }))
const typeOf = (type: string | undefined): SchemaType => TYPES.find(({ value }) => value === type)?.value ?? 'AVRO'

/** Registers the next version of a subject, or the first of a new one; only what was checked is registered. */
export function RegisterDialog({
  cluster,
  subject,
  latest,
  level,
  onClose,
}: {
  cluster: string
  /** Null: a new one, named here. */
  subject: string | null
  /** What the new version begins with. */
  latest: SchemaVersion | null
  /** The compatibility that holds. */
  level: string | null
  onClose: () => void
}) {
  const router = useRouter()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [type, setType] = useState<SchemaType>(typeOf(latest?.type))
  const [text, setText] = useState(latest?.text ?? '')
  const [reason, setReason] = useState('')
  const target = subject ?? name.trim()
  const references = latest?.references ?? []
  const draft = { type, text, references }
  const check = useMutation({ mutationFn: () => postSchemaCheck(cluster, target, draft) })
  const register = useMutation({
    mutationFn: () => postSchema(cluster, target, { ...draft, reason }),
    onSuccess: ({ version, id }) => {
      toastDone(version === null ? 'The schema was registered' : `Version ${version} was registered`, `Schema ${id}`)
      void client.invalidateQueries({ queryKey: schemaKeys.all(cluster) })
      router.push(pagePaths.schema(cluster, target))
      onClose()
    },
  })
  const changed = () => {
    check.reset()
    register.reset()
  }
  const ready = check.data !== undefined && mayRegister(check.data)
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={subject === null ? 'Register a schema' : `New version of ${subject}`}
      description="It is checked first; nothing is registered until then."
      footer={
        <>
          <Button
            disabled={check.isPending || target === '' || text.trim() === ''}
            onClick={() => check.mutate()}
            look={ready ? 'plain' : 'primary'}
          >
            {check.isPending ? 'Checking …' : 'Check'}
          </Button>
          <Button
            look={ready ? 'primary' : 'plain'}
            type="submit"
            form={FORM}
            blocked={ready ? undefined : 'Check it first: only what may be registered is.'}
            disabled={register.isPending || reason.trim().length < 3}
          >
            {register.isPending ? 'Registering …' : 'Register'}
          </Button>
        </>
      }
    >
      <form
        id={FORM}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready && reason.trim().length >= 3) register.mutate()
        }}
      >
        {subject === null ? (
          <div className="flex gap-3">
            <div className="min-w-0 flex-1">
              <Field label="Subject" hint="By convention the topic and -key or -value: orders-value.">
                {(control) => (
                  <Input
                    {...control}
                    mono
                    maxLength={500}
                    value={name}
                    className="w-full"
                    onChange={(event) => {
                      setName(event.target.value)
                      changed()
                    }}
                  />
                )}
              </Field>
            </div>
            <Field label="Type">
              {(control) => (
                <Select
                  {...control}
                  value={type}
                  options={TYPES}
                  onChange={(value) => {
                    setType(value)
                    changed()
                  }}
                />
              )}
            </Field>
          </div>
        ) : null}
        <Field label={subject === null ? 'Schema' : `Schema (${schemaTypeLabel(type)})`}>
          {(control) => (
            <Textarea
              {...control}
              rows={14}
              spellCheck={false}
              className="max-h-[45vh] font-mono text-sm"
              value={text}
              onChange={(event) => {
                setText(event.target.value)
                changed()
              }}
            />
          )}
        </Field>
        {references.length > 0 ? (
          <p className="text-sm text-muted">
            It refers to {references.map(({ subject: other, version }) => `${other} (version ${version})`).join(', ')},
            as the latest version does.
          </p>
        ) : null}
        <Field label="Reason" hint="Stands in the audit record.">
          {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
      </form>
      {check.data ? <SchemaVerdict check={check.data} level={level} /> : null}
      {check.error ? <ErrorPanel inDialog what="check the schema" error={check.error} /> : null}
      {register.error ? <ErrorPanel inDialog what="register the schema" error={register.error} /> : null}
    </Dialog>
  )
}
