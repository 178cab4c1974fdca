import { readFile } from 'node:fs/promises'
import { appendRecord } from './append-record.ts'
import { expect, type Kafka, test } from './fixtures.ts'

test('a record with 2,000 headers opens in time, with few nodes; the last of 1,000 is reached, the others are counted', async ({
  page,
  kafka,
  request,
}) => {
  const topic = await kafka.topic()
  const headers = Array.from({ length: 2_000 }, (_, index) => ({
    name: Buffer.from(`h-${index}`),
    value: Buffer.from(`v-${index}`),
  }))
  await appendRecord(request, topic, { key: null, value: Buffer.from('{}'), headers, timestamp: Date.now() })
  await page.goto(`/c/kafka/topics/${topic}/messages`)
  const row = page.locator('[data-row="0"]').getByRole('button')
  await row.waitFor()
  const panel = page.getByRole('complementary', { name: /^Record/ })
  const started = Date.now()
  await row.click()
  await expect(panel.getByRole('region', { name: 'Headers' })).toContainText('h-0')
  await expect(panel.getByRole('region', { name: 'Neighbours' })).toBeVisible()
  expect(Date.now() - started).toBeLessThan(3_000)
  expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(3_000)
  const list = panel.getByRole('region', { name: 'Headers' }).locator('section[tabindex]')
  await list.focus()
  await page.keyboard.press('End')
  await expect(panel.getByText('h-999')).toBeVisible()
  await expect(panel.getByText('The first 1,000 are shown; 1,000 more are not.')).toBeVisible()
})

test('Back leads from a record to its list, and from a search to what was there before', async ({ page, kafka }) => {
  const topic = await kafka.topic()
  await kafka.produce(topic, { key: { text: 'needle' }, value: { text: 'x' } })
  await kafka.produce(topic, { key: { text: 'hay' }, value: { text: 'y' }, count: 3 })
  await page.goto(`/c/kafka/topics`)
  await page.goto(`/c/kafka/topics/${topic}/messages`)
  await page.getByRole('textbox', { name: 'Text to search for' }).fill('needle')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/text=needle/)
  await page.locator('[data-row="0"]').getByRole('button').click()
  await expect(page).toHaveURL(/record=/)
  await page.goBack()
  await expect(page).toHaveURL(new RegExp(`/topics/${topic}/messages\\?text=needle$`))
  await expect(page.getByRole('complementary', { name: /^Record/ })).toBeHidden()
  await page.goBack()
  await expect(page).toHaveURL(new RegExp(`/topics/${topic}/messages$`))
  await expect(page.locator('[data-row="3"]')).toBeVisible()
})

test('j and k in a record do not fill the history', async ({ page, kafka }) => {
  const topic = await kafka.topic()
  await kafka.produce(topic, { key: { text: 'k' }, value: { text: 'x' }, count: 5 })
  await page.goto(`/c/kafka/topics/${topic}/messages`)
  await page.locator('[data-row="0"]').getByRole('button').click()
  await expect(page).toHaveURL(/record=/)
  await page.keyboard.press('j')
  await expect(page).toHaveURL(/record=0\/3|record=0%2F3/)
  await page.keyboard.press('j')
  await expect(page).toHaveURL(/record=0\/2|record=0%2F2/)
  await page.goBack()
  await expect(page).toHaveURL(new RegExp(`/topics/${topic}/messages$`))
})

test('a CSV file is offered with a byte-order mark', async ({ page, kafka }) => {
  const topic = await kafka.topic()
  await page.goto(`/c/kafka/topics?search=${topic}`)
  await page.getByRole('button', { name: 'CSV' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'With a byte-order mark, for Excel' }).click({ timeout: 5_000 })
  const bytes = await readFile(await (await download).path())
  expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf')
})

test('a record of the future says so, one without a time says why', async ({ page, kafka }) => {
  const topic = await kafka.topic()
  await kafka.produce(topic, { value: { text: 'x' }, timestamp: Date.now() + 50 * 60_000 + 5_000 })
  await page.goto(`/c/kafka/topics/${topic}/messages?record=0/0`)
  const panel = page.getByRole('complementary', { name: /^Record/ })
  await expect(panel).toContainText('in 50 min')
})

async function letters(kafka: Kafka, count: number): Promise<{ source: string; topic: string }> {
  const source = await kafka.topic()
  const topic = `${source}-dlt`
  await kafka.post('/topics', { name: topic, partitions: 1, reason: 'browser test' })
  for (let id = 0; id < count; id += 1) await kafka.produce(source, { key: { text: `k-${id}` }, value: { text: 'v' } })
  for (let id = 0; id < count; id += 1) {
    const headers = {
      '__connect.errors.topic': source,
      '__connect.errors.partition': '0',
      '__connect.errors.offset': String(id),
      '__connect.errors.exception.class.name': 'java.lang.IllegalStateException',
      '__connect.errors.exception.message': 'no',
    }
    await kafka.produce(topic, {
      key: { text: `k-${id}` },
      value: { text: 'v' },
      headers: Object.entries(headers).map(([name, text]) => ({ name, value: { text } })),
    })
  }
  return { source, topic }
}

test('the original is listed among its neighbours, with headings', async ({ page, kafka }) => {
  const { source, topic } = await letters(kafka, 3)
  await page.goto(`/c/kafka/dead-letters/${topic}?view=letters&open=0-1`)
  const around = page.getByRole('table', { name: 'Around the original' })
  await expect(around.getByRole('columnheader')).toHaveText(['Offset', 'Time', 'Key · value'])
  await expect(around.getByRole('row')).toHaveCount(4)
  await expect(around.locator('[aria-current="true"]')).toContainText('k-1')
  await around.getByRole('link', { name: '2' }).click()
  await expect(page).toHaveURL(new RegExp(`/topics/${source}/messages`))
  await expect(page.getByRole('complementary', { name: /^Record/ })).toContainText('k-2')
})

test('what is replayed is what is open; nothing is pressing when nothing is', async ({ page, kafka }) => {
  const { topic } = await letters(kafka, 3)
  await kafka.post(`/dead-letters/${topic}/ignore`, {
    selection: { records: [{ partition: 0, offset: '0' }] },
    ignored: true,
    reason: 'browser test',
  })
  await page.goto(`/c/kafka/dead-letters/${topic}`)
  const replay = page.getByRole('button', { name: /^Replay/ })
  await expect(replay).toHaveText('Replay all 2…')
  await kafka.post(`/dead-letters/${topic}/ignore`, { selection: { all: true }, ignored: true, reason: 'browser test' })
  await page.reload()
  await expect(replay).toHaveText('Replay again…')
  await expect(replay).not.toHaveClass(/bg-accent/)
})
