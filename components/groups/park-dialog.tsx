'use client'

import { nameText } from '#lib/format/names.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import { toastDone } from '#components/ui/toasts.ts'
import type { GroupDetail } from '#lib/contract/groups.ts'
import { clusterKeys } from '#lib/queries/clusters.ts'
import { fetchParkPreview, sendToPark } from '#lib/queries/park.ts'
import { RefusalNotice } from './refusal-notice.tsx'
import { StuckRecord } from './stuck-record.tsx'

/** Moves one record out of a group's way: shows it, copies it to a dead-letter topic, and moves the group behind it. */
export function ParkDialog({
  cluster,
  group,
  onClose,
  onChanged,
}: {
  cluster: string
  group: GroupDetail
  onClose: () => void
  /** With the id by which the move can be undone. */
  onChanged: (changeId: string) => void
}) {
  const client = useQueryClient()
  const waiting = waitingPartitions(group)
  const [place, setPlace] = useState(waiting[0]?.value ?? '')
  const [to, setTo] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const [force, setForce] = useState(false)
  const at = { cluster, group: group.id }
  const preview = useMutation({ mutationFn: () => fetchParkPreview(at, placeOf(place)) })
  const seen = preview.data
  const target = to ?? seen?.suggestions[0] ?? ''
  const park = useMutation({
    mutationFn: (offset: string) => sendToPark(at, { ...placeOf(place), offset, to: target, reason, force }),
    onSuccess: ({ changeId, copy }) => {
      toastDone(`Parked in ${copy.topic}, partition ${copy.partition}, offset ${copy.offset}`)
      void client.invalidateQueries({ queryKey: clusterKeys.one(cluster) })
      onChanged(changeId)
      onClose()
    },
  })
  const record = seen?.record ?? null
  const allowed = record !== null && (seen?.refusal === null || (seen?.forcible === true && force))

  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={`Park a record ${nameText(group.id)} is stuck at`}
      description="It is copied byte for byte to a dead-letter topic, and the group goes on behind it. From there it can be repaired and replayed."
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          {record ? (
            <Button
              look="primary"
              disabled={!allowed || target === '' || reason.trim().length < 3 || park.isPending}
              onClick={() => park.mutate(record.offset)}
            >
              {park.isPending ? 'Parking …' : 'Park it'}
            </Button>
          ) : (
            <Button look="primary" disabled={place === '' || preview.isPending} onClick={() => preview.mutate()}>
              {preview.isPending ? 'Looking …' : 'Show the record'}
            </Button>
          )}
        </>
      }
    >
      {waiting.length === 0 ? (
        <p className="text-muted">Nothing is left to read on any partition: it is stuck at no record.</p>
      ) : (
        <Field label="Partition" hint="Those that have records to read, the furthest behind first.">
          {(control) => (
            <Select
              {...control}
              value={place}
              options={waiting}
              onChange={(next) => {
                setPlace(next)
                preview.reset()
                park.reset()
              }}
            />
          )}
        </Field>
      )}
      {preview.error ? <ErrorPanel inDialog what="show the record" error={preview.error} /> : null}
      {seen ? (
        <RefusalNotice
          refusal={seen.refusal}
          forcible={seen.forcible}
          label="Park it all the same"
          force={force}
          onForce={setForce}
        />
      ) : null}
      {seen && !record ? <p className="mt-3 text-muted">Nothing is left to read there by now.</p> : null}
      {record ? (
        <>
          <StuckRecord record={record} />
          <div className="mt-3 grid gap-3 sm:grid-cols-2">
            <Field label="Copy it to" hint="The topic has to be there already.">
              {(control) => (
                <>
                  <Input
                    {...control}
                    mono
                    list="park-suggestions"
                    value={target}
                    onChange={(event) => setTo(event.target.value)}
                  />
                  <datalist id="park-suggestions">
                    {seen?.suggestions.map((name) => (
                      <option key={name} value={name}>
                        {name}
                      </option>
                    ))}
                  </datalist>
                </>
              )}
            </Field>
            <Field label="Reason" hint="Stands in the audit record and with the copy.">
              {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
            </Field>
          </div>
        </>
      ) : null}
      {park.error ? <ErrorPanel inDialog what="park the record" error={park.error} /> : null}
    </Dialog>
  )
}

function waitingPartitions(group: GroupDetail): { value: string; label: string }[] {
  return group.topics
    .flatMap(({ topic, partitions }) => partitions.map((partition) => ({ ...partition, topic })))
    .filter(({ lag }) => lag !== null && lag !== '0' && !lag.startsWith('-'))
    .toSorted((a, b) => Number(BigInt(b.lag ?? 0) - BigInt(a.lag ?? 0)))
    .map(({ topic, partition, lag }) => ({
      value: `${partition} ${topic}`,
      label: `${topic}, partition ${partition} · ${lag} behind`,
    }))
}

function placeOf(place: string): { topic: string; partition: number } {
  const [partition = '0', topic = ''] = place.split(' ')
  return { topic, partition: Number(partition) }
}
