'use client'

import { Field } from '#components/ui/field.tsx'
import { plural } from '#lib/format/numbers.ts'
import { readOffsetsFile } from './offsets-file.ts'
import type { TargetDraft } from './offset-target-form.tsx'

const MAX_BYTES = 4_000_000

/** Chooses a CSV file of offsets and says at once what it holds. */
export function OffsetsFileField({
  group,
  file,
  onChange,
}: {
  group: string
  file: TargetDraft['file']
  onChange: (file: TargetDraft['file']) => void
}) {
  const read = async (chosen: File | undefined) => {
    if (!chosen) return onChange(undefined)
    try {
      if (chosen.size > MAX_BYTES) throw new Error('The file is larger than 4 MB.')
      onChange({ name: chosen.name, offsets: readOffsetsFile(await chosen.text(), group) })
    } catch (error) {
      const problem = error instanceof Error ? error.message : 'The file cannot be read.'
      onChange({ name: chosen.name, offsets: [], problem })
    }
  }
  return (
    <Field
      label="CSV file"
      hint={file && !file.problem ? `${plural(file.offsets.length, 'offset')} in it.` : 'topic, partition, offset'}
      error={file?.problem}
    >
      {(control) => (
        <input
          {...control}
          type="file"
          accept=".csv,text/csv,text/plain"
          onChange={(event) => void read(event.target.files?.[0])}
          className="h-7.5 min-w-0 text-sm file:mr-2 file:h-7.5 file:cursor-pointer file:rounded-md file:border file:border-line-strong file:bg-surface file:px-2.5 file:text-ink hover:file:bg-hover"
        />
      )}
    </Field>
  )
}
