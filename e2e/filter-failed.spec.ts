import { expect, expectAccessible, type Kafka, test } from './fixtures.ts'

async function payments(kafka: Kafka, amounts: readonly (string | number)[]): Promise<string> {
  const topic = await kafka.topic()
  for (const amount of amounts)
    await kafka.produce(topic, { value: { text: JSON.stringify({ total: { amount } }), format: 'json' } })
  return topic
}

/** A search or a filter starts a thread first, which may have to wait for its turn. */
const FIRST = { timeout: 60_000 }

const filtered = (topic: string, tab: string, filter: string) =>
  `/c/kafka/topics/${topic}/${tab}?filter=${encodeURIComponent(filter)}`

test('a search whose filter failed on all records says so, and how it is probably meant', async ({ page, kafka }) => {
  const topic = await payments(kafka, ['370.00', '612.50', '20.00'])
  await page.goto(filtered(topic, 'messages', 'value.total.amount > 500'))
  const failed = page.getByRole('alert').filter({ hasText: 'The filter failed on' })
  await expect(failed).toContainText('The filter failed on all 3 records: total.amount is text, not a number', FIRST)
  await expect(page.getByText(/nothing matches|in the whole range/i)).toHaveCount(0)
  await expectAccessible(page)

  await failed.getByRole('button', { name: 'Show a record it failed on' }).click()
  await expect(page.getByRole('complementary', { name: /^Record/ })).toContainText('"amount"')
  await failed.getByRole('button', { name: 'Use double(value.total.amount) > 500' }).click()
  await expect(page.getByText('The whole range was searched: 1 match')).toBeVisible()
  await expect(page).toHaveURL(/filter=double/)
  await expect(page.locator('[data-row="0"]')).toContainText('612.50')
  await expect(failed).toHaveCount(0)
})

test('a search whose filter failed on some records says on how many and why', async ({ page, kafka }) => {
  const topic = await payments(kafka, [700, 20, 30, '370.00'])
  await page.goto(filtered(topic, 'messages', 'value.total.amount > 500'))
  await expect(
    page.getByText('The whole range was searched: 1 match; the filter failed on 1 of 4 records'),
  ).toBeVisible(FIRST)
  await page.getByRole('button', { name: 'What was searched' }).click()
  await expect(page.getByRole('dialog')).toContainText(
    'The filter failed on 1 of 4 records: total.amount is text, not a number',
  )
})

test('a field that is not there is no plain "nothing matches"', async ({ page, kafka }) => {
  const topic = await payments(kafka, [700, 20])
  await page.goto(filtered(topic, 'messages', 'value.totl.amount > 500'))
  const alert = page.getByRole('alert').filter({ hasText: 'there is no totl' })
  await expect(alert).toContainText('In all 2 records there is no totl', FIRST)
  await alert.getByRole('button', { name: 'Use value.total.amount > 500' }).click()
  await expect(page.getByText('The whole range was searched: 1 match')).toBeVisible()
})

test('a live list whose filter fails says so, and how it is probably meant', async ({ page, kafka }) => {
  const topic = await payments(kafka, [])
  await page.goto(filtered(topic, 'live', 'value.total.amount > 500'))
  await expect(page.locator('output').first()).toHaveText('Live')
  const send = (amount: string) =>
    kafka.produce(topic, { value: { text: JSON.stringify({ total: { amount } }), format: 'json' } })
  await send('370.00')
  await send('612.50')
  const failed = page.getByRole('alert').filter({ hasText: 'The filter failed on' })
  await expect(failed).toContainText('all 2 records: total.amount is text, not a number', FIRST)
  await expectAccessible(page)
  await failed.getByRole('button', { name: 'Use double(value.total.amount) > 500' }).click()
  await expect(page).toHaveURL(/filter=double/)
  await send('900.00')
  await expect(page.locator('tbody [data-row]').filter({ hasText: '900.00' })).toHaveCount(1)
  await expect(failed).toHaveCount(0)
})

async function deadPayments(kafka: Kafka): Promise<string> {
  const topic = `${await kafka.topic()}-dlt`
  await kafka.post('/topics', { name: topic, partitions: 1, reason: 'browser test' })
  for (const amount of ['370.00', '612.50'])
    await kafka.produce(topic, {
      value: { text: JSON.stringify({ total: { amount } }), format: 'json' },
      headers: [{ name: '__connect.errors.exception.class.name', value: { text: 'org.example.BadAmount' } }],
    })
  return topic
}

test('dead letters whose filter failed are no "no match"', async ({ page, kafka }) => {
  const topic = await deadPayments(kafka)
  await page.goto(`/c/kafka/dead-letters/${topic}?filter=${encodeURIComponent('value.total.amount > 500')}`)
  const failed = page.getByRole('alert').filter({ hasText: 'The filter failed on' })
  await expect(failed).toContainText('The filter failed on all 2 records: total.amount is text, not a number', FIRST)
  await expect(page.getByText('No dead letter matches')).toHaveCount(0)
  await expectAccessible(page)
  await failed.getByRole('button', { name: 'Use double(value.total.amount) > 500' }).click()
  await expect(page.getByRole('table', { name: 'Causes' })).toContainText('BadAmount')
  await expect(failed).toHaveCount(0)
})
