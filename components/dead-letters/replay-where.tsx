'use client'

import { useQuery } from '@tanstack/react-query'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Select } from '#components/ui/select.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { clusterListOptions } from '#lib/queries/clusters.ts'
import { draftProblems, type ReplayDraft } from './replay-draft.ts'

const TARGET_HINT: Record<ReplayDraft['target'], string> = {
  origin: "Its origin is told by each record's own headers.",
  retry: 'Only the group that failed reads it; other groups of the origin see nothing.',
  topic: 'All records to one topic, a sandbox for instance.',
}

/** Step two: where the records go, and how. */
export function ReplayWhere({
  cluster,
  draft,
  onChange,
}: {
  cluster: string
  draft: ReplayDraft
  onChange: (draft: ReplayDraft) => void
}) {
  const set = (change: Partial<ReplayDraft>) => onChange({ ...draft, ...change })
  const problems = draftProblems(draft)
  const clusters = useQuery({ ...clusterListOptions(), enabled: draft.target === 'topic' })
  const others = clusters.data?.items.filter(({ id, readOnly }) => id !== cluster && !readOnly) ?? []
  return (
    <div className="flex flex-col gap-3.5">
      <Choice label="Target" hint={TARGET_HINT[draft.target]}>
        <Segmented
          label="Target"
          value={draft.target}
          options={[
            { value: 'origin', label: 'Each to its origin' },
            { value: 'retry', label: 'Retry topic' },
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
      {draft.target === 'topic' && others.length > 0 ? (
        <Field label="Cluster">
          {(control) => (
            <Select
              {...control}
              value={draft.cluster}
              options={[
                { value: '', label: 'This one' },
                ...others.map(({ id, name, environment }) => ({ value: id, label: `${name} · ${environment}` })),
              ]}
              onChange={(other) => set({ cluster: other })}
            />
          )}
        </Field>
      ) : null}
      <Choice
        label="Partition"
        hint={
          draft.partitioning === 'key'
            ? 'By the partitioner that placed the keys of the topic; records without a key keep their partition.'
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
      <Field
        label="Send ahead"
        optional
        hint="So many records go first; the rest follows once the failing group has consumed them and none came back."
        error={problems.ahead}
      >
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            className="w-32"
            value={draft.ahead}
            onChange={(event) => set({ ahead: event.target.value })}
          />
        )}
      </Field>
      <Switch
        label="Leave out keys with newer records in the target"
        checked={draft.skipStale}
        onChange={(skipStale) => set({ skipStale })}
      />
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
