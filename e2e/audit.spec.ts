import { expect, expectAccessible, test } from './fixtures.ts'

test('what was done, refused and kept is listed, and the log is verified', async ({ page, kafka, request }) => {
  const topic = await kafka.topic(1, { 'retention.ms': '86400000' })
  expect(
    (await request.post('/api/v1/clusters/kafka/topics', { data: { name: topic, reason: 'again' } })).status(),
  ).toBe(409)
  await kafka.produce(topic, { value: { text: 'x' } })
  await request.get(`/api/v1/clusters/kafka/topics/${topic}/messages/0/0?download=value`)
  await page.goto(`/c/kafka/audit?search=${topic}`)
  const table = page.getByRole('table')
  const row = (text: string) => table.getByRole('row').filter({ hasText: text })
  await expect(row('record.produce')).toContainText('done')
  await expect(row('topic.create').filter({ hasText: 'failed' })).toContainText('again')
  // The console has no home cluster: what changes nothing is kept in its process.
  await expect(row('record.download')).toContainText('not stored')
  await expect(page.getByText('kept in this process only')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Verify…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(/whole|foreign key|altered/)
  await expect(dialog).toContainText('1 of 1 checkpoint found')
  await expectAccessible(page)
})
