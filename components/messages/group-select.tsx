'use client'

import { useQuery } from '@tanstack/react-query'
import { Select } from '#components/ui/select.tsx'
import { topicGroupListOptions } from '#lib/queries/groups.ts'

const MOST = 500

/** One of the groups that have committed on the topic. */
export function GroupSelect({
  at,
  value,
  onChange,
}: {
  at: { cluster: string; topic: string }
  value: string
  onChange: (group: string) => void
}) {
  const groups = useQuery({
    ...topicGroupListOptions(at.cluster, at.topic, { sort: 'id', pageSize: MOST }),
    refetchInterval: false,
  })
  const ids = groups.data?.items.map((group) => group.id) ?? []
  const known = value === '' || ids.includes(value) ? ids : [value, ...ids]
  return (
    <Select
      label="Group"
      value={value}
      options={[
        { value: '', label: groups.data?.total === 0 ? 'No group reads it' : 'Choose a group' },
        ...known.map((id) => ({ value: id, label: id })),
      ]}
      onChange={onChange}
      className="max-w-56"
    />
  )
}
