import { StatusTag, type Tone } from '#components/ui/status-tag.tsx'
import type { AlertDelivery } from '#lib/contract/alerts.ts'

const TONE: Record<AlertDelivery['state'], Tone> = { delivered: 'ok', waiting: 'info', failed: 'bad', dropped: 'bad' }
const WORSE: AlertDelivery['state'][] = ['failed', 'dropped', 'waiting', 'delivered']

/** What became of the messages about an alert: one tag per webhook, with the worst of its messages. */
export function DeliveryTags({ deliveries }: { deliveries: readonly AlertDelivery[] }) {
  const webhooks = [...new Set(deliveries.map(({ webhook }) => webhook))]
  if (webhooks.length === 0) return <span className="text-muted">nobody</span>
  return (
    <span className="flex gap-3">
      {webhooks.map((webhook) => {
        const own = deliveries.filter((delivery) => delivery.webhook === webhook)
        const state = WORSE.find((candidate) => own.some((delivery) => delivery.state === candidate)) ?? 'delivered'
        return (
          <StatusTag key={webhook} tone={TONE[state]} tip={own.map(sentence).join('\n')}>
            {webhook}
            {state === 'delivered' ? null : <span className="sr-only"> {state}</span>}
          </StatusTag>
        )
      })}
    </span>
  )
}

function sentence({ event, state, problem }: AlertDelivery): string {
  return `“${event}” ${state === 'waiting' ? 'waits to be delivered' : state}${problem ? `: ${problem}` : ''}`
}
