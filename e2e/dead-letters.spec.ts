import { expect, expectAccessible, type Kafka, test } from './fixtures.ts'

const cluster = '/c/kafka'

async function deadLetters(kafka: Kafka): Promise<{ source: string; topic: string }> {
  const source = await kafka.topic()
  const topic = `${source}-dlt`
  await kafka.post('/topics', { name: topic, partitions: 1, reason: 'browser test' })
  for (const [index, key] of ['r-1', 'r-2', 'r-3'].entries()) {
    const headers = {
      traceparent: '00-4bf92f35',
      '__connect.errors.topic': source,
      '__connect.errors.partition': '0',
      '__connect.errors.offset': String(index),
      '__connect.errors.exception.class.name': 'org.apache.kafka.connect.errors.DataException',
      '__connect.errors.exception.message': `record ${index} cannot be converted`,
    }
    await kafka.produce(topic, {
      key: { text: key },
      value: { text: JSON.stringify({ id: key }) },
      headers: Object.entries(headers).map(([name, text]) => ({ name, value: { text } })),
    })
  }
  return { source, topic }
}

test('a dead letter is replayed from its page, arrives, and leaves its traces', async ({ page, kafka }) => {
  const { source, topic } = await deadLetters(kafka)
  await page.goto(`${cluster}/dead-letters?search=${topic}`)
  await page.getByRole('link', { name: topic }).click()
  await expect(page.getByRole('heading', { level: 1, name: topic })).toBeVisible()
  const causes = page.getByRole('table', { name: 'Causes' })
  await expect(causes.getByText('record # cannot be converted')).toBeVisible()
  await causes.getByRole('button', { name: 'DataException' }).click()

  const letters = page.getByRole('table', { name: 'Dead letters' })
  await letters.getByRole('row').filter({ hasText: 'r-2' }).getByRole('button', { name: 'DataException' }).click()
  await expect(page.getByRole('complementary', { name: 'Dead letter' })).toContainText('record 1 cannot be converted')
  await page.getByRole('complementary', { name: 'Dead letter' }).getByRole('button', { name: 'Replay…' }).click()

  const panel = page.getByRole('complementary', { name: 'Replay' })
  await panel.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(panel.getByText('1 of 1 record')).toBeVisible()
  await expect(panel.getByText('__connect.errors.topic')).toBeVisible()
  await panel.getByLabel('Reason').fill('converter repaired')
  await panel.getByRole('button', { name: 'Replay 1 record' }).click()
  await expect(panel.getByText('completed')).toBeVisible()
  await expect(letters.getByRole('row').filter({ hasText: 'r-2' })).toContainText('replayed')

  const arrived = await page.request.get(`/api/v1/clusters/kafka/topics/${source}/messages`)
  const { messages } = (await arrived.json()) as {
    messages: { key: { text: string }; headers: { name: string }[] }[]
  }
  expect(messages.map(({ key }) => key.text)).toEqual(['r-2'])
  const names = messages[0]?.headers.map(({ name }) => name) ?? []
  expect(names[0]).toBe('traceparent')
  expect(names.slice(1).every((name) => name.startsWith('tailrace-replay-'))).toBe(true)

  await panel.getByRole('link', { name: 'Result per record' }).click()
  await expect(page.getByRole('table', { name: 'Result per record' })).toContainText(`${source}, partition 0, offset 0`)
  await page.goto(`${cluster}/replays?search=${topic}`)
  await expect(page.getByRole('table').getByRole('row').filter({ hasText: 'converter repaired' })).toBeVisible()
  await page.goto(`${cluster}/audit?search=${topic}`)
  await expect(page.getByRole('table').getByRole('row').filter({ hasText: 'replay.start' })).toBeVisible()
})

test('the dead-letter pages are accessible in both themes', async ({ page, kafka }) => {
  const { topic } = await deadLetters(kafka)
  await page.goto(`${cluster}/dead-letters?search=${topic}`)
  await expect(page.getByRole('link', { name: topic })).toBeVisible()
  await expectAccessible(page)
  await page.goto(`${cluster}/dead-letters/${topic}?replay=true`)
  await expect(page.getByRole('table', { name: 'Causes' }).getByText('cannot be converted')).toBeVisible()
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(page.getByText('of 3 records')).toBeVisible()
  await expectAccessible(page)
  await page.goto(`${cluster}/dead-letters/${topic}?view=letters&open=0-1`)
  await expect(page.getByRole('complementary', { name: 'Dead letter' })).toBeVisible()
  await expectAccessible(page)
})

test('replays and audit are accessible in both themes', async ({ page }) => {
  for (const [path, title] of [
    ['replays', 'Replays'],
    ['audit', 'Audit'],
  ] as const) {
    await page.goto(`${cluster}/${path}`)
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
    await expectAccessible(page)
  }
})

test('an unknown dead-letter topic is said to be unknown, not out of reach', async ({ page }) => {
  await page.goto(`${cluster}/dead-letters/e2e-nope`)
  await expect(page.getByRole('heading', { level: 1, name: 'Topic e2e-nope not found' })).toBeVisible()
  await expect(page.getByText('or you are not allowed to see it')).toBeVisible()
  await expect(page.getByRole('button', { name: /Replay/ })).toHaveCount(0)
  await page.goto(`${cluster}/trace?topics=e2e-nope&text=x`)
  await expect(
    page.getByRole('alert').getByText('There is no topic e2e-nope, or you are not allowed to see it.'),
  ).toBeVisible()
})
