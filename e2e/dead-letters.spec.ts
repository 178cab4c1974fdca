import { randomBytes } from 'node:crypto'
import { expect, test } from './fixtures.ts'

test('a dead letter is replayed from its page, arrives, and leaves its traces', async ({ page, cluster, clients }) => {
  test.setTimeout(60_000)
  const source = `refunds-${randomBytes(4).toString('hex')}`
  const topic = `${source}-dlt`
  const kafka = clients.kafka('e2e')
  const admin = kafka.admin()
  await admin.connect()
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic: source }, { topic }] })
  await admin.disconnect()
  const producer = await clients.producer('e2e')
  await producer.send({
    topic,
    messages: ['r-1', 'r-2', 'r-3'].map((key, index) => ({
      key,
      value: JSON.stringify({ id: key }),
      headers: {
        traceparent: '00-4bf92f35',
        '__connect.errors.topic': source,
        '__connect.errors.partition': '0',
        '__connect.errors.offset': String(index),
        '__connect.errors.exception.class.name': 'org.apache.kafka.connect.errors.DataException',
        '__connect.errors.exception.message': `record ${index} cannot be converted`,
      },
    })),
  })

  await page.goto(`${cluster}/dead-letters?search=${topic}`)
  await page.getByRole('link', { name: topic }).click()
  await expect(page.getByRole('heading', { level: 1, name: topic })).toBeVisible()
  const causes = page.getByRole('table', { name: 'Causes' })
  await expect(causes.getByText('record # cannot be converted')).toBeVisible()
  await causes.getByRole('button', { name: 'DataException' }).click()

  const letters = page.getByRole('table', { name: 'Dead letters' })
  await letters.getByRole('row').filter({ hasText: 'r-2' }).getByRole('button', { name: 'DataException' }).click()
  await expect(page.getByRole('complementary', { name: 'Dead letter' })).toContainText('record 1 cannot be converted')
  await page.getByRole('button', { name: 'Replay this one' }).click()

  const panel = page.getByRole('complementary', { name: 'Replay' })
  await panel.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(panel.getByText('1 of 1 record')).toBeVisible()
  await expect(panel.getByText('__connect.errors.topic')).toBeVisible()
  await panel.getByLabel('Reason').fill('converter repaired')
  await panel.getByRole('button', { name: 'Replay 1 record' }).click()
  await expect(panel.getByText('completed')).toBeVisible()
  await expect(letters.getByRole('row').filter({ hasText: 'r-2' })).toContainText('replayed')

  const arrived = new Promise<{ key: string; headers: string[] }>((resolve) => {
    const consumer = clients.consumer('e2e', { groupId: `e2e-${source}` })
    void consumer
      .connect()
      .then(() => consumer.subscribe({ topic: source, fromBeginning: true }))
      .then(() =>
        consumer.run({
          eachMessage: async ({ message }) =>
            resolve({ key: String(message.key), headers: Object.keys(message.headers ?? {}) }),
        }),
      )
  })
  const { key, headers } = await arrived
  expect(key).toBe('r-2')
  expect(headers).toContain('traceparent')
  expect(headers).toContain('tailrace-replay-id')
  expect(headers.filter((name) => name.startsWith('__connect'))).toEqual([])

  await panel.getByRole('link', { name: 'Result per record' }).click()
  await expect(page.getByRole('table', { name: 'Result per record' })).toContainText(`${source}, partition 0, offset 0`)
  await page.goto(`${cluster}/replays?search=${topic}`)
  await expect(page.getByRole('table').getByRole('row').filter({ hasText: 'converter repaired' })).toBeVisible()
  await page.goto(`${cluster}/audit?search=${topic}`)
  await expect(page.getByRole('table').getByRole('row').filter({ hasText: 'replay.start' })).toBeVisible()
})
