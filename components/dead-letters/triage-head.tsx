import { Fact, PageHeader } from '#components/app-shell/page-header.tsx'
import { NameTitle } from '#components/ui/name-title.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { DeadLetterTopic } from '#lib/contract/dead-letters.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { openOf } from './count-choice.ts'
import { TopicMarkButton } from './topic-mark-button.tsx'
import type { Failures } from './use-failures.ts'

/** The name of a dead-letter topic, whose dead letters it holds, and how many wait. */
export function TriageHead({
  cluster,
  topic,
  found,
  failures: { progress, done },
}: {
  cluster: string
  topic: string
  found: DeadLetterTopic | undefined
  failures: Failures
}) {
  const groups = progress?.groups ?? []
  const open = groups.reduce((sum, group) => sum + openOf(group), 0)
  const handled = done && open === 0
  const oldest = groups.reduce<number | null>(
    (least, { oldestOpen }) => (oldestOpen === null ? least : Math.min(least ?? oldestOpen, oldestOpen)),
    null,
  )
  return (
    <PageHeader
      title={<NameTitle name={topic} />}
      actions={found ? <TopicMarkButton cluster={cluster} found={found} /> : null}
      facts={
        <>
          {found && found.sourceTopics.length > 0 ? (
            <span>
              dead letters of <Fact>{found.sourceTopics.slice(0, 3).join(', ')}</Fact>
              {found.groups.length > 0 ? (
                <>
                  {' '}
                  in <Fact>{found.groups.slice(0, 3).join(', ')}</Fact>
                </>
              ) : null}
            </span>
          ) : null}
          {found ? <span data-tip={found.evidence.join('\n')}>{found.evidence.at(-1)}</span> : null}
          {progress ? (
            <span>
              <Fact>{formatCount(open)}</Fact> open{done ? '' : ' so far'}
              {oldest === null ? null : (
                <>
                  {' '}
                  · oldest <RelativeTime at={oldest} className="font-semibold text-ink" />
                </>
              )}
            </span>
          ) : null}
          {found?.perHour ? (
            <span className={handled ? 'text-muted' : 'font-semibold text-bad'}>
              {found.perHourIsMinimum ? '≥ ' : '+'}
              {formatCount(found.perHour)}/h
            </span>
          ) : null}
        </>
      }
    />
  )
}
