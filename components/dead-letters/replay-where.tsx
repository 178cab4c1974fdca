'use client'

import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { draftProblems, type ReplayDraft } from './replay-draft.ts'

/** Step two: where the records go, and how. */
export function ReplayWhere({ draft, onChange }: { draft: ReplayDraft; onChange: (draft: ReplayDraft) => void }) {
  const set = (change: Partial<ReplayDraft>) => onChange({ ...draft, ...change })
  const problems = draftProblems(draft)
  return (
    <div className="flex flex-col gap-3.5">
      <Choice label="Target" hint="Its origin is told by each record's own headers.">
        <Segmented
          label="Target"
          value={draft.target}
          options={[
            { value: 'origin', label: 'Each to its origin' },
            { value: 'topic', label: 'One topic' },
          ]}
          onChange={(target) => set({ target })}
        />
      </Choice>
      {draft.target === 'topic' ? (
        <Field label="Topic" error={draft.topic === '' ? undefined : problems.topic}>
          {(control) => (
            <Input {...control} mono value={draft.topic} onChange={(event) => set({ topic: event.target.value })} />
          )}
        </Field>
      ) : null}
      <Choice
        label="Partition"
        hint={
          draft.partitioning === 'key'
            ? 'As producers in Java choose it (murmur2); records without a key keep theirs.'
            : 'The one they came from, as their headers tell.'
        }
      >
        <Segmented
          label="Partition"
          value={draft.partitioning}
          options={[
            { value: 'key', label: 'By key' },
            { value: 'original', label: 'Original' },
          ]}
          onChange={(partitioning) => set({ partitioning })}
        />
      </Choice>
      <Choice label="Error headers" hint="All other headers keep their bytes and order.">
        <Segmented
          label="Error headers"
          value={draft.headers}
          options={[
            { value: 'strip', label: 'Take away' },
            { value: 'keep', label: 'Keep' },
          ]}
          onChange={(headers) => set({ headers })}
        />
      </Choice>
      <Choice label="Timestamp">
        <Segmented
          label="Timestamp"
          value={draft.timestamp}
          options={[
            { value: 'now', label: 'Now' },
            { value: 'keep', label: 'As it was' },
          ]}
          onChange={(timestamp) => set({ timestamp })}
        />
      </Choice>
      <Field label="At most" optional hint="Records per second; empty for as fast as it goes." error={problems.rate}>
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            className="w-32"
            value={draft.rate}
            onChange={(event) => set({ rate: event.target.value })}
          />
        )}
      </Field>
      <Switch
        label="Also those replayed before"
        checked={draft.includeReplayed}
        onChange={(includeReplayed) => set({ includeReplayed })}
      />
    </div>
  )
}

function Choice({ label, hint, children }: { label: string; hint?: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-1">
      <span className="text-sm font-medium">{label}</span>
      {children}
      {hint ? <span className="text-sm text-muted">{hint}</span> : null}
    </div>
  )
}
