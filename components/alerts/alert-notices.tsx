import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StatusShape } from '#components/ui/status-tag.tsx'
import type { AlertList } from '#lib/contract/alerts.ts'
import { plural } from '#lib/format/numbers.ts'

/** What stands in the way of alerts: messages that do not arrive, rules that cannot be judged, state that a restart loses. */
export function AlertNotices({ list: { notes, webhooks, rules } }: { list: AlertList }) {
  const failing = webhooks.filter(({ problem }) => problem !== null)
  const unjudged = rules.filter(({ problem }) => problem !== null)
  const cut = rules.filter(({ leftOut }) => leftOut > 0)
  if (notes.length + failing.length + unjudged.length + cut.length === 0) return null
  return (
    <ul className="mx-4 mt-1 flex flex-col gap-1.5 rounded-lg bg-warn-soft px-3 py-2">
      {failing.map(({ name, problem, waiting, failingSince, nextTryAt }) => (
        <Notice key={name}>
          Messages to <b className="font-semibold">{name}</b> do not arrive. {problem} {plural(waiting, 'message')}{' '}
          {waiting === 1 ? 'waits' : 'wait'}; failing since <RelativeTime at={failingSince} />, tried again{' '}
          <RelativeTime at={nextTryAt} />.
        </Notice>
      ))}
      {unjudged.slice(0, 3).map(({ name, problem }) => (
        <Notice key={name}>
          <b className="font-semibold">{name}</b> cannot be judged just now: {problem}
        </Notice>
      ))}
      {cut.map(({ name, leftOut }) => (
        <Notice key={name}>
          {plural(leftOut, 'more alert')} of <b className="font-semibold">{name}</b> {leftOut === 1 ? 'is' : 'are'} not
          reported: a rule has 200 at most. Narrow it by groups or topics.
        </Notice>
      ))}
      {notes.map((note) => (
        <Notice key={note}>{note}</Notice>
      ))}
    </ul>
  )
}

function Notice({ children }: { children: React.ReactNode }) {
  return (
    <li className="flex items-start gap-2">
      <StatusShape tone="warn" className="mt-1.5 text-warn" />
      <p className="min-w-0">{children}</p>
    </li>
  )
}
