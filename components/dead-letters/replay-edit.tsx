'use client'

import { useQuery } from '@tanstack/react-query'
import { Field } from '#components/ui/field.tsx'
import { Textarea } from '#components/ui/input.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { Decoded, Header } from '#lib/contract/messages.ts'
import { deadLetterOptions, type LetterAnswer, type LetterPlace } from '#lib/queries/dead-letters.ts'
import type { EditedPart, ReplayDraft } from './replay-draft.ts'
import { ReplayEditHeaders } from './replay-edit-headers.tsx'

/** Repairs the one record that is replayed: what is not touched goes out byte for byte. */
export function ReplayEdit({
  cluster,
  place,
  draft,
  onChange,
}: {
  cluster: string
  place: LetterPlace
  draft: ReplayDraft
  onChange: (draft: ReplayDraft) => void
}) {
  const { partition, offset } = place
  const shown = draft.edit !== null
  const letter = useQuery({ ...deadLetterOptions(cluster, place), enabled: shown })
  const message = letter.data?.letter.message
  const edit = draft.edit ?? { partition, offset, key: null, value: null, headers: null }
  const set = (part: 'key' | 'value', before: Decoded | null, text: string) =>
    // Text as it was before is no edit: the record keeps its bytes.
    onChange({ ...draft, edit: { ...edit, [part]: text === (before?.text ?? '') ? null : partOf(before, text) } })
  return (
    <details
      className="mt-4 border-t border-line pt-3"
      open={shown}
      onToggle={({ currentTarget }) => {
        if (currentTarget.open === shown) return
        onChange({ ...draft, edit: currentTarget.open ? edit : null })
      }}
    >
      <summary className="cursor-pointer text-sm font-medium">Edit this record before it is sent</summary>
      <div className="mt-2 flex flex-col gap-3">
        {letter.data?.letter.pointer ? <p className="text-muted">It holds no data of its own to edit.</p> : null}
        {message && !letter.data?.letter.pointer ? (
          (['key', 'value'] as const).map((part) => {
            const before = message[part]
            const whole = before === null || (!before.truncated && (before.base64 === undefined || bySchema(before)))
            return (
              <Field
                key={part}
                label={part === 'key' ? 'Key' : 'Value'}
                hint={
                  whole
                    ? edit[part] === null
                      ? 'Unchanged: it keeps its bytes.'
                      : 'Changed: the audit says that it was edited.'
                    : 'Too large or no text: it can be edited over the API.'
                }
              >
                {(control) => (
                  <Textarea
                    {...control}
                    rows={part === 'key' ? 1 : 6}
                    disabled={!whole}
                    className="font-mono text-sm"
                    value={edit[part]?.text ?? before?.text ?? ''}
                    onChange={(event) => set(part, before, event.target.value)}
                  />
                )}
              </Field>
            )
          })
        ) : letter.error ? (
          <p className="text-bad">{letter.error.message}</p>
        ) : shown && !message ? (
          <Skeleton className="w-64" />
        ) : null}
        {letter.data && !letter.data.letter.pointer ? (
          <ReplayEditHeaders
            before={headersOf(letter.data, draft.headers)}
            more={message?.moreHeaders}
            headers={edit.headers}
            onChange={(headers) => onChange({ ...draft, edit: { ...edit, headers } })}
          />
        ) : null}
      </div>
    </details>
  )
}

/** Those that go out: the ones of earlier replays never do. */
function headersOf({ letter, errorHeaders }: LetterAnswer, policy: ReplayDraft['headers']): Header[] {
  return letter.message.headers.filter(
    ({ name }, at) => !name.startsWith('tailrace-replay-') && (policy === 'keep' || !errorHeaders.includes(at)),
  )
}

const BY_SCHEMA = ['avro', 'protobuf', 'jsonSchema'] as const

function bySchema({ format, schema }: Decoded): boolean {
  return schema !== undefined && schema.subject !== null && BY_SCHEMA.some((name) => name === format)
}

function partOf(before: Decoded | null, text: string): EditedPart {
  const format = BY_SCHEMA.find((name) => name === before?.format)
  if (!before?.schema || format === undefined || !bySchema(before)) return { text }
  const { subject, version } = before.schema
  return { text, format, ...(subject === null ? {} : { subject }), ...(version === null ? {} : { version }) }
}
