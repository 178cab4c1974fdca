'use client'

import { useMutation } from '@tanstack/react-query'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import { toastDone, toastFailed } from '#components/ui/toasts.ts'
import type { AlertList, AlertRuleView, AlertWebhookView } from '#lib/contract/alerts.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { sendTestMessage } from '#lib/queries/alerts.ts'

const head = 'h-7.5 border-b border-line bg-sunken px-2.5 text-left text-sm font-medium text-muted first:pl-3 last:pr-3'
const cell = 'h-8 border-b border-line px-2.5 py-1 group-last:border-0 first:pl-3 last:pr-3'

/** The configured rules and how each stands, and the webhooks with how their messages arrive. */
export function AlertRules({ cluster, list }: { cluster: string; list: AlertList }) {
  return (
    <>
      <Panel title="Rules" columns={['Rule', 'Fires when', 'Severity', 'Tells', 'Now']}>
        {list.rules.map((rule) => (
          <tr key={rule.name} className="group hover:bg-hover">
            <td className={`${cell} font-semibold whitespace-nowrap`}>{rule.name}</td>
            <td className={`${cell} min-w-72`}>{rule.text}</td>
            <td className={cell}>{rule.severity}</td>
            <td className={cell}>
              {rule.webhooks.length === 0 ? <span className="text-muted">nobody</span> : rule.webhooks.join(', ')}
            </td>
            <td className={`${cell} whitespace-nowrap`}>
              <RuleState rule={rule} />
            </td>
          </tr>
        ))}
      </Panel>
      {list.rules.length === 0 ? <EmptyState title="No rules are configured" /> : null}
      <Panel title="Webhooks" columns={['Webhook', 'Format', 'State', 'Waiting', 'Delivered last', 'Try it']}>
        {list.webhooks.map((webhook) => (
          <WebhookRow key={webhook.name} cluster={cluster} webhook={webhook} />
        ))}
      </Panel>
      <p className="px-4 pt-2 text-sm text-muted">
        Rules and webhooks stand in tailrace.yaml. Addresses of webhooks are secrets and are shown nowhere.
      </p>
    </>
  )
}

function Panel({ title, columns, children }: { title: string; columns: string[]; children: React.ReactNode }) {
  return (
    <section aria-label={title} className="px-4 pt-3">
      <h2 className="pb-2 font-semibold">{title}</h2>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must scroll by keyboard too */}
      <div className="overflow-x-auto rounded-lg border border-line bg-surface" tabIndex={0}>
        <table className="w-full border-separate border-spacing-0">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col" className={`${head} whitespace-nowrap`}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
    </section>
  )
}

function RuleState({ rule: { firing, pending, problem, severity } }: { rule: AlertRuleView }) {
  if (problem !== null) {
    return (
      <StatusTag tone="info" tip={problem}>
        not judged
      </StatusTag>
    )
  }
  if (firing > 0)
    return <StatusTag tone={severity === 'critical' ? 'bad' : 'warn'}>{formatCount(firing)} firing</StatusTag>
  return pending > 0 ? (
    <StatusTag tone="info">{formatCount(pending)} pending</StatusTag>
  ) : (
    <StatusTag tone="ok">quiet</StatusTag>
  )
}

function WebhookRow({ cluster, webhook }: { cluster: string; webhook: AlertWebhookView }) {
  const { name, format, waiting, deliveredAt, problem } = webhook
  const whyNot = useWhyNot(cluster, 'alert.manage')
  const send = useMutation({
    mutationFn: () => sendTestMessage(cluster, name),
    onSuccess: () => toastDone(`A test message reached ${name}`),
    onError: (error) => toastFailed('The test message did not arrive', error),
  })
  return (
    <tr className="group hover:bg-hover">
      <td className={`${cell} font-semibold whitespace-nowrap`}>{name}</td>
      <td className={cell}>{format}</td>
      <td className={cell}>
        {problem === null ? (
          <StatusTag tone={deliveredAt === null ? 'idle' : 'ok'}>
            {deliveredAt === null ? 'not used yet' : 'works'}
          </StatusTag>
        ) : (
          <StatusTag tone="bad" tip={problem}>
            fails
          </StatusTag>
        )}
      </td>
      <td className={cell}>{formatCount(waiting)}</td>
      <td className={cell}>
        <RelativeTime at={deliveredAt} />
      </td>
      <td className={`${cell} text-right`}>
        <Button size="small" blocked={whyNot} disabled={send.isPending} onClick={() => send.mutate()}>
          {send.isPending ? 'Sending …' : 'Send a test message'}
        </Button>
      </td>
    </tr>
  )
}
