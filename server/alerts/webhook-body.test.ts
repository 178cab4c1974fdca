import { expect, test } from 'vitest'
import type { Notice } from './stored-alert.ts'
import { webhookBody } from './webhook-body.ts'

const notice = (fields: Partial<Notice['alert']> = {}): Notice => ({
  event: 'fired',
  alert: {
    v: 1,
    id: 'a-1',
    rule: 'Lag',
    kind: 'lag',
    severity: 'critical',
    subject: 'orders',
    href: '/groups/orders',
    text: '12 behind.',
    firedAt: 1_000,
    resolvedAt: null,
    resolvedText: null,
    deliveries: [],
    ...fields,
  },
})
const sender = { cluster: { id: 'c', name: 'Shop', environment: 'test' }, address: 'https://kafka.example.com' }
const read = (text: string) => JSON.parse(text) as { text: string; attachments: object[]; alerts: object[] }

test('json: what a program needs, with a link where the console has an address', () => {
  expect(read(webhookBody('json', [notice()], sender))).toMatchObject({
    source: 'tailrace',
    version: 1,
    cluster: { id: 'c' },
    alerts: [
      {
        id: 'a-1',
        event: 'fired',
        text: '12 behind.',
        url: 'https://kafka.example.com/c/c/groups/orders',
        resolvedAt: null,
      },
    ],
  })
  expect(read(webhookBody('json', [notice()], { ...sender, address: null })).alerts[0]).toMatchObject({ url: null })
})

test('slack: names cannot mention anybody or draw a link, and many are counted', () => {
  const hostile = notice({ subject: '<!channel> <https://evil.example|click>', text: 'a & b' })
  const [attachment] = read(webhookBody('slack', [hostile], sender)).attachments
  expect(attachment).toMatchObject({
    title: 'Lag · &lt;!channel&gt; &lt;https://evil.example|click&gt;',
    text: 'a &amp; b',
    color: '#c62828',
  })
  const many = read(
    webhookBody(
      'slack',
      Array.from({ length: 50 }, () => notice()),
      sender,
    ),
  )
  expect(many.attachments).toHaveLength(20)
  expect(many.text).toBe('Shop: 50 firing (30 more than are shown)')
})
