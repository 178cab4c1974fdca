import { expect, expectAccessible, test } from './fixtures.ts'

test('the topics list finds a topic and opens it', async ({ page, kafka }) => {
  const topic = await kafka.topic(3)
  const other = await kafka.topic()
  await page.goto('/c/kafka/topics')
  const rows = page.getByRole('table').getByRole('row')
  // Sorted by name, internal topics would come first; further down only what is in sight is on the page.
  await expect(rows.nth(1)).toBeVisible()
  await expect(rows.filter({ hasText: '__consumer_offsets' })).toHaveCount(0)
  await expectAccessible(page)

  await page.getByRole('searchbox').or(page.getByRole('textbox')).first().fill(topic)
  await expect(page).toHaveURL(new RegExp(`search=${topic}`))
  await expect(rows.filter({ hasText: topic })).toBeVisible()
  await expect(rows.filter({ hasText: other })).toHaveCount(0)
  await page.getByRole('link', { name: topic }).click()
  await expect(page.getByRole('heading', { level: 1, name: topic })).toBeVisible()
})

test('topics are found, sorted and opened by keyboard, and the address says it all', async ({ page, kafka }) => {
  const name = await kafka.topic(3)
  await page.goto('/c/kafka/topics')
  await expect(page.getByRole('table').getByRole('row').nth(1)).toBeVisible()

  await page.keyboard.press('/')
  await page.keyboard.type(name)
  await expect(page).toHaveURL(new RegExp(`search=${name}`))
  await expect(page.getByText('1 topic matches')).toBeVisible()
  await expectAccessible(page)

  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/topics/${name}`))
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name)

  await page.goto(`/c/kafka/topics?search=${name}`)
  await page.getByRole('button', { name: 'Partitions' }).click()
  await expect(page.getByRole('columnheader', { name: 'Partitions' })).toHaveAttribute('aria-sort', 'descending')
  await expect(page).toHaveURL(/sort=-partitions/)

  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Kept' }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('columnheader', { name: 'Kept' })).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('columnheader', { name: 'Size' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Kept' })).toHaveCount(0)

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'CSV' }).click()
  await page.getByRole('menuitem', { name: 'Plain UTF-8' }).click()
  expect((await download).suggestedFilename()).toBe('topics.csv')
})

test('a topic is created, looked at and deleted', async ({ page, kafka }) => {
  const existing = await kafka.topic()
  const name = `${existing}-new`
  await page.goto('/c/kafka/topics')
  await page.getByRole('button', { name: 'Create topic' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create a topic' })
  await dialog.getByLabel('Name').fill(existing)
  await dialog.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(dialog.getByRole('alert')).toContainText('exists')

  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Partitions').fill('4')
  await dialog.getByLabel('Old records').selectOption('compact')
  await dialog.getByRole('button', { name: 'Check' }).click()
  await expect(dialog.getByText('The broker would create it like this.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(page).toHaveURL(new RegExp(`/topics/${name}`))

  await page.getByRole('link', { name: /^Partitions/ }).click()
  await expect(page.getByText('4 partitions', { exact: true })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Configuration' }).click()
  await expect(page.getByRole('row', { name: /cleanup\.policy compact this topic/ })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: /^Groups/ }).click()
  await expect(page.getByText('No group that this console may see reads this topic')).toBeVisible()

  await page.getByRole('button', { name: 'More about this topic' }).click()
  await page.getByRole('menuitem', { name: 'Delete topic' }).click()
  const confirm = page.getByRole('dialog', { name: `Delete ${name}` })
  const remove = confirm.getByRole('button', { name: 'Delete topic and records' })
  await confirm.getByLabel('Reason').fill('the test is over')
  await expect(remove).toBeDisabled()
  await confirm.getByLabel(`Type ${name} to confirm`).fill(name)
  await remove.click()
  await expect(page.getByText(`${name} was deleted`)).toBeVisible()
  await page.goto(`/c/kafka/topics/${name}/config`)
  await expect(page.getByRole('heading', { name: `Topic ${name} not found` })).toBeVisible()
})
