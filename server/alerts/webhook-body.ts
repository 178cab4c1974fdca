import { pathSegment } from '#lib/path-segment.ts'
import type { AlertWebhook } from '#server/config/alerts-schema.ts'
import { dueAt, type Notice } from './stored-alert.ts'

/** From where the message comes, and where its links lead. */
export interface Sender {
  cluster: { id: string; name: string; environment: string }
  /** The console's address, base path included; null where no public one is configured: then there are no links. */
  address: string | null
}

/** Slack shows so many well; the rest is counted. */
const SHOWN = 20
const TEXT_LIMIT = 1_000

/** The body of a webhook's request, in its format. */
export function webhookBody(format: AlertWebhook['format'], notices: readonly Notice[], sender: Sender): string {
  return JSON.stringify(format === 'slack' ? slackBody(notices, sender) : jsonBody(notices, sender))
}

/** The message that says that messages arrive. */
export function testBody(format: AlertWebhook['format'], { cluster }: Sender): string {
  const text = `A test message of Tailrace about ${cluster.name}: alerts will look like this.`
  return JSON.stringify(
    format === 'slack'
      ? { text: escape(text) }
      : { source: 'tailrace', version: 1, sentAt: Date.now(), cluster, test: true, text, alerts: [] },
  )
}

function jsonBody(notices: readonly Notice[], sender: Sender) {
  return {
    source: 'tailrace',
    version: 1,
    sentAt: Date.now(),
    cluster: sender.cluster,
    alerts: notices.map(({ alert, event }) => ({
      id: alert.id,
      event,
      rule: alert.rule,
      kind: alert.kind,
      severity: alert.severity,
      subject: alert.subject,
      text: textOf({ alert, event }),
      firedAt: alert.firedAt,
      resolvedAt: event === 'resolved' ? alert.resolvedAt : null,
      url: linkOf({ alert, event }, sender),
    })),
  }
}

const COLOUR = { critical: '#c62828', warning: '#e08a00', resolved: '#2e7d32' }

function slackBody(notices: readonly Notice[], sender: Sender) {
  const fired = notices.filter(({ event }) => event === 'fired').length
  const counts = [
    fired > 0 ? `${fired} firing` : '',
    fired < notices.length ? `${notices.length - fired} resolved` : '',
  ].filter(Boolean)
  const more = notices.length - SHOWN
  return {
    text: escape(`${sender.cluster.name}: ${counts.join(', ')}${more > 0 ? ` (${more} more than are shown)` : ''}`),
    attachments: notices.slice(0, SHOWN).map((notice) => {
      const { alert, event } = notice
      const link = linkOf(notice, sender)
      const title = `${event === 'fired' ? alert.rule : `Resolved: ${alert.rule}`} · ${alert.subject}`
      return {
        color: COLOUR[event === 'resolved' ? 'resolved' : alert.severity],
        title: escape(title),
        ...(link === null ? {} : { title_link: link }),
        text: escape(textOf(notice)),
        fallback: escape(`${title}: ${textOf(notice)}`),
        ts: Math.floor(dueAt(notice) / 1000),
        mrkdwn_in: [],
      }
    }),
  }
}

function textOf({ alert, event }: Notice): string {
  const text = event === 'fired' ? alert.text : (alert.resolvedText ?? 'It is over.')
  return text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)} …` : text
}

function linkOf({ alert }: Notice, { cluster, address }: Sender): string | null {
  return address === null ? null : `${address}/c/${pathSegment(cluster.id)}${alert.href}`
}

/** Slack's three control characters; with them escaped no name of a group or topic becomes a mention or a link. */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
