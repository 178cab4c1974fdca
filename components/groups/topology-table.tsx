import Link from 'next/link'
import type { Subtopology } from '#lib/contract/groups.ts'
import { plural } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { Section } from './section.tsx'
import { bodyCell, headCell } from './table-cells.ts'

const SINKS = 2
/** The protocol of streams groups (KIP-1071) names the repartition topics that a subtopology writes to, and no other sinks. */
const SINKS_TIP = 'Streams applications report only the repartition topics that they write to.'

/** The subtopologies of a streams group: what each reads, writes and keeps. */
export function TopologyTable({ cluster, topology }: { cluster: string; topology: readonly Subtopology[] }) {
  return (
    <Section title="Topology" note={plural(topology.length, 'subtopology', 'subtopologies')}>
      <table className="w-full border-separate border-spacing-0">
        <thead>
          <tr>
            {['Subtopology', 'Reads', 'Repartitioned from', 'Writes to', 'Keeps its state in'].map((title) => (
              <th key={title} scope="col" className={headCell}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {topology.map((part) => (
            <tr key={part.id} className="group hover:bg-hover">
              <td className={bodyCell}>{part.id}</td>
              {[part.sourceTopics, part.repartitionTopics, part.sinkTopics, part.changelogTopics].map(
                (topics, index) => (
                  // oxlint-disable-next-line react/no-array-index-key -- the four columns never change their order
                  <td key={index} className={bodyCell}>
                    {topics.length === 0 && index !== SINKS ? <span className="text-faint">–</span> : null}
                    {topics.map((topic) => (
                      <Link key={topic} href={pagePaths.topic(cluster, topic)} className="block hover:underline">
                        {topic}
                      </Link>
                    ))}
                    {index === SINKS ? (
                      <span className="text-faint" data-tip={SINKS_TIP}>
                        {topics.length === 0 ? 'Unknown' : 'others unknown'}
                      </span>
                    ) : null}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}
