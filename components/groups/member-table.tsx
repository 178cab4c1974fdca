import { CopyButton } from '#components/ui/copy-button.tsx'
import type { GroupDetail, GroupMember, TopicPartitions } from '#lib/contract/groups.ts'
import { plural } from '#lib/format/numbers.ts'
import { Section } from './section.tsx'
import { bodyCell, headCell } from './table-cells.ts'

/** Who is in the group and what each of them reads. */
export function MemberTable({ group }: { group: GroupDetail }) {
  const { members } = group
  const epochs = members.some(({ epoch }) => epoch !== null)
  const racks = members.some(({ rack }) => rack !== null)
  return (
    <Section title="Members" note={members.length > 0 ? plural(members.length, 'member') : undefined}>
      {members.length === 0 ? (
        <p className="px-3 py-4 text-muted">
          {group.state === 'Unknown' ? 'The members could not be read.' : 'No member is connected.'}
        </p>
      ) : (
        <table className="w-full border-separate border-spacing-0">
          <thead>
            <tr>
              <th scope="col" className={headCell}>
                Client
              </th>
              <th scope="col" className={headCell}>
                Host
              </th>
              {racks ? (
                <th scope="col" className={headCell}>
                  Rack
                </th>
              ) : null}
              {epochs ? (
                <th scope="col" className={headCell}>
                  Epoch
                </th>
              ) : null}
              <th scope="col" className={headCell}>
                Subscribed to
              </th>
              <th scope="col" className={headCell}>
                Reads
              </th>
            </tr>
          </thead>
          <tbody>
            {members.map((member) => (
              <tr key={member.id} className="group hover:bg-hover">
                <td className={`${bodyCell} py-1`}>
                  <span className="font-medium">{member.instanceId ?? (member.clientId || member.id)}</span>
                  {member.instanceId === null ? null : <span className="text-muted"> · static member</span>}
                  <span className="flex items-center gap-0.5 text-faint">
                    <span className="max-w-80 truncate font-mono text-sm" data-tip={member.id}>
                      {member.id}
                    </span>
                    <CopyButton value={member.id} label="Copy the member id" />
                  </span>
                </td>
                <td className={bodyCell}>{member.host || '–'}</td>
                {racks ? <td className={bodyCell}>{member.rack ?? '–'}</td> : null}
                {epochs ? <td className={bodyCell}>{member.epoch ?? '–'}</td> : null}
                <td className={`${bodyCell} max-w-64`}>
                  <Subscription member={member} settling={group.state === 'PreparingRebalance'} />
                </td>
                <td className={`${bodyCell} py-1`}>
                  <Reads member={member} protocol={group.protocol} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}

function Subscription({
  member: { subscription, subscriptionRegex },
  settling,
}: {
  member: GroupMember
  settling: boolean
}) {
  if (subscriptionRegex !== null)
    return (
      <span className="block truncate font-mono text-sm" data-tip={`Topics that match ${subscriptionRegex}`}>
        /{subscriptionRegex}/
      </span>
    )
  if (subscription.length === 0)
    return <span className="text-muted">{settling ? 'told after the rebalance' : 'not told'}</span>
  return (
    <span className="block truncate text-muted" data-tip={subscription.join('\n')}>
      {subscription.join(', ')}
    </span>
  )
}

function Reads({ member, protocol }: { member: GroupMember; protocol: string }) {
  const { assignment, targetAssignment, tasks } = member
  if (assignment === null)
    return <span className="text-muted">what it does is told in the protocol {protocol} only</span>
  const moving = targetAssignment !== null && textOf(targetAssignment) !== textOf(assignment)
  return (
    <>
      {assignment.length === 0 ? <span className="text-muted">nothing</span> : <Assignment of={assignment} />}
      {moving ? (
        <span className="block text-sm text-warn">
          to become: {targetAssignment.length === 0 ? 'nothing' : textOf(targetAssignment)}
        </span>
      ) : null}
      {tasks && tasks.standby.length + tasks.warmup.length > 0 ? (
        <span className="block text-sm text-muted">
          {plural(tasks.standby.length, 'standby task')}, {plural(tasks.warmup.length, 'warm-up task')}
        </span>
      ) : null}
    </>
  )
}

function Assignment({ of }: { of: TopicPartitions[] }) {
  return of.map(({ topic, partitions }) => (
    <span key={topic} className="block">
      {topic} <span className="text-muted">{ranges(partitions)}</span>
    </span>
  ))
}

function textOf(assignment: TopicPartitions[]): string {
  return assignment
    .toSorted((a, b) => a.topic.localeCompare(b.topic))
    .map(({ topic, partitions }) => `${topic} ${ranges(partitions)}`)
    .join(', ')
}

/** `0–3, 7`: neighbouring partitions as ranges. */
function ranges(partitions: number[]): string {
  const parts: string[] = []
  const sorted = partitions.toSorted((a, b) => a - b)
  let start = 0
  sorted.forEach((partition, index) => {
    if (sorted[index + 1] === partition + 1) return
    const first = sorted[start]
    parts.push(first === partition ? `${partition}` : `${first}–${partition}`)
    start = index + 1
  })
  return parts.join(', ')
}
