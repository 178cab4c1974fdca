import { expect, expectAccessible, test } from './fixtures.ts'

test('the topics list finds a topic and opens it', async ({ page, kafka }) => {
  const topic = await kafka.topic(3)
  const other = await kafka.topic()
  await page.goto('/c/kafka/topics')
  const rows = page.getByRole('table').getByRole('row')
  await expect(rows.filter({ hasText: other })).toBeVisible()
  await expect(rows.filter({ hasText: '__consumer_offsets' })).toHaveCount(0)
  await expectAccessible(page)

  await page.getByRole('searchbox').or(page.getByRole('textbox')).first().fill(topic)
  await expect(page).toHaveURL(new RegExp(`search=${topic}`))
  await expect(rows.filter({ hasText: other })).toHaveCount(0)
  await page.getByRole('link', { name: topic }).click()
  await expect(page.getByRole('heading', { level: 1, name: topic })).toBeVisible()
})
