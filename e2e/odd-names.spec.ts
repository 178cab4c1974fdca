import { commitOffset } from './commit-offset.ts'
import { expect, expectAccessible, test } from './fixtures.ts'

test('groups with an empty name, dots, slashes and spaces open from the list, and their offsets change', async ({
  page,
  kafka,
  request,
}) => {
  const topic = await kafka.topic()
  await kafka.produce(topic, { value: { text: 'waiting' }, count: 9 })
  const groups = ['', '.', '..', `${topic}/a`, `${topic} 50%2F`, ' ']
  for (const groupId of groups) await commitOffset(request, { groupId, topic, offset: 4n })
  for (const group of groups) {
    await page.goto('/c/kafka/groups?pageSize=500')
    const shown = group === '' ? '(empty)' : group === ' ' ? '“ ”' : group
    const link = page.getByRole('table', { name: 'groups' }).getByRole('link', { name: shown, exact: true })
    await link.click({ timeout: 20_000 })
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(shown)
    // A group made a moment ago gets its offsets with the next sample.
    await expect(page.getByRole('region', { name: 'Partitions' })).toContainText(topic, { timeout: 40_000 })
    await page.reload()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(shown)
    expect((await page.title()).startsWith(shown)).toBe(true)
  }
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Change offsets …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('To', { exact: true }).selectOption('latest')
  await dialog.getByRole('button', { name: 'Preview' }).click()
  await expect(dialog).toContainText('5 records')
})
