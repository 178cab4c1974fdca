'use client'

import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import type { OffsetTarget } from '#lib/contract/group-offsets.ts'
import { OffsetsFileField } from './offsets-file-field.tsx'
import type { FileOffset } from './offsets-file.ts'
import type { ChangeRequest } from '#lib/queries/group-offsets.ts'

/** What is being filled in; an empty topic means all of them. */
export interface TargetDraft {
  topic: string
  to: OffsetTarget
  value: string
  /** What a chosen file holds, or why it cannot be read. */
  file?: { name: string; offsets: FileOffset[]; problem?: string } | undefined
}

const TARGETS: Record<OffsetTarget, { label: string; field: string | null; hint?: string; type?: string }> = {
  earliest: { label: 'the start of the log', field: null },
  latest: { label: 'the end of the log', field: null },
  time: { label: 'a time', field: 'Time', type: 'datetime-local', hint: 'The first record at or after it.' },
  duration: { label: 'some time ago', field: 'How long ago', hint: '15m, 2h, 3d' },
  offset: { label: 'an offset', field: 'Offset', hint: 'The same on every partition chosen.' },
  shift: { label: 'forward or back', field: 'Records', hint: '-100 reads a hundred records again, 1 passes over one.' },
  group: { label: 'where another group is', field: 'Group' },
  each: { label: 'the offsets of a file', field: null },
}

/** The body of a preview for what was filled in. */
export function bodyOf({ topic, to, value, file }: TargetDraft): ChangeRequest {
  if (to === 'each') return { to, partitions: file?.offsets ?? [] }
  const text = to === 'time' ? String(new Date(value).getTime()) : value.trim()
  return {
    to,
    ...(topic === '' ? {} : { topics: [topic] }),
    ...(TARGETS[to].field === null ? {} : { value: text }),
  }
}

/** On which topics, and where to. */
export function OffsetTargetForm({
  group,
  draft,
  topics,
  onChange,
}: {
  group: string
  draft: TargetDraft
  topics: readonly string[]
  onChange: (draft: TargetDraft) => void
}) {
  const target = TARGETS[draft.to]
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      <Field label="On">
        {(control) => (
          <Select
            {...control}
            disabled={draft.to === 'each'}
            value={draft.topic}
            options={[
              { value: '', label: topics.length === 1 ? (topics[0] ?? '') : 'all its topics' },
              ...(topics.length > 1 ? topics.map((topic) => ({ value: topic, label: topic })) : []),
            ]}
            onChange={(topic) => onChange({ ...draft, topic })}
          />
        )}
      </Field>
      <Field label="To">
        {(control) => (
          <Select
            {...control}
            value={draft.to}
            options={(Object.keys(TARGETS) as OffsetTarget[]).map((value) => ({ value, label: TARGETS[value].label }))}
            onChange={(to) => onChange({ ...draft, to, value: '' })}
          />
        )}
      </Field>
      {draft.to === 'each' ? (
        <OffsetsFileField group={group} file={draft.file} onChange={(file) => onChange({ ...draft, file })} />
      ) : null}
      {target.field === null ? null : (
        <Field label={target.field} hint={target.hint}>
          {(control) => (
            <Input
              {...control}
              type={target.type ?? 'text'}
              step={1}
              value={draft.value}
              onChange={(event) => onChange({ ...draft, value: event.target.value })}
            />
          )}
        </Field>
      )}
    </div>
  )
}
