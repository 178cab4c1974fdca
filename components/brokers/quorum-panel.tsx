import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { BrokerList } from '#lib/contract/brokers.ts'
import { formatCount } from '#lib/format/numbers.ts'

const head = 'h-7.5 border-b border-line px-2.5 text-left text-sm font-medium text-muted first:pl-4'
const cell = 'h-8 border-b border-line px-2.5 first:pl-4'

/** Who keeps the cluster's metadata, and how far each follows its leader. */
export function QuorumPanel({ list: { quorum, quorumProblem }, dimmed }: { list: BrokerList; dimmed: boolean }) {
  return (
    <section aria-label="KRaft quorum" className={`border-t border-line bg-surface pb-2 ${dimmed ? 'dimmed' : ''}`}>
      <h2 className="px-4 pt-3 pb-1 font-semibold">
        KRaft quorum{' '}
        {quorum ? (
          <span className="font-normal text-muted">
            leader {quorum.leaderId}, epoch {quorum.epoch}
          </span>
        ) : null}
      </h2>
      {quorum ? (
        <div className="max-h-64 overflow-auto">
          <table className="w-full max-w-3xl border-separate border-spacing-0">
            <thead>
              <tr>
                <th scope="col" className={head}>
                  Node
                </th>
                <th scope="col" className={head}>
                  Role
                </th>
                <th scope="col" className={`${head} text-right`}>
                  Metadata up to
                </th>
                <th scope="col" className={`${head} text-right`}>
                  Behind the leader
                </th>
                <th scope="col" className={head}>
                  Caught up
                </th>
              </tr>
            </thead>
            <tbody>
              {quorum.members.map((member) => (
                <tr key={`${member.role} ${member.id}`}>
                  <td className={cell}>{member.id}</td>
                  <td className={`${cell} text-muted`}>{member.role}</td>
                  <td className={`${cell} text-right`}>{formatCount(member.logEndOffset)}</td>
                  <td className={`${cell} text-right`}>{formatCount(member.lag)}</td>
                  <td className={cell}>
                    {member.role === 'leader' ? (
                      <span className="text-faint">–</span>
                    ) : (
                      <RelativeTime at={member.lastCaughtUpAt} />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <p className="px-4 text-muted">{quorumProblem}</p>
      )}
    </section>
  )
}
