import type { APIRequestContext } from '@playwright/test'
import { commitOffset } from './commit-offset.ts'
import { expect, expectAccessible, test } from './fixtures.ts'
import { openTransaction } from './open-transaction.ts'

/** A group that has committed on a topic and has no members, as an application leaves it. */
async function committedGroup(request: APIRequestContext, topic: string, offset: bigint): Promise<string> {
  const group = `${topic}-readers`
  await commitOffset(request, { groupId: group, topic, offset })
  return group
}

test('a stopped group: in the list, on the overview, explained on its page', async ({ page, kafka, request }) => {
  const topic = await kafka.topic()
  await kafka.produce(topic, { value: { text: 'waiting' }, count: 40 })
  const group = await committedGroup(request, topic, 15n)

  await page.goto(`/c/kafka/groups?search=${group}`)
  const row = page.getByRole('table', { name: 'groups' }).locator('[data-row]', { hasText: group })
  await expect(row).toContainText('stopped', { timeout: 20_000 })
  await expect(row).toContainText('25')
  await expectAccessible(page)
  await row.getByRole('link', { name: group }).click()

  const status = page.getByRole('region', { name: 'Status' })
  await expect(status).toContainText('No member is connected; 25 records wait')
  const partitions = page.getByRole('region', { name: 'Partitions' })
  await expect(partitions.getByRole('row', { name: /^0 stopped 15 40 25/ })).toBeVisible()
  await expect(page.getByRole('region', { name: 'History' })).toContainText('Rates')
  await expectAccessible(page)

  await page.goto('/c/kafka')
  await expect(page.getByRole('link', { name: group }).first()).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/need/)
  await expectAccessible(page)
})

test('offsets are changed after a preview, and put back', async ({ page, kafka, request }) => {
  const topic = await kafka.topic()
  await kafka.produce(topic, { value: { text: 'record' }, count: 30 })
  const group = await committedGroup(request, topic, 10n)
  await page.goto(`/c/kafka/groups/${group}`)
  await page.getByRole('button', { name: 'Change offsets …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('To', { exact: true }).selectOption('latest')
  await dialog.getByRole('button', { name: 'Preview' }).click()
  await expect(dialog).toContainText('20 records are skipped, 0 are read again')
  await expect(dialog.getByRole('button', { name: 'Change 1 offset' })).toBeDisabled()
  await expectAccessible(page)
  await dialog.getByLabel('Reason').fill('nobody needs them')
  await dialog.getByRole('button', { name: 'Change 1 offset' }).click()

  const status = page.getByRole('region', { name: 'Status' })
  await expect(status).toContainText('nothing is left to read')
  await page.getByRole('button', { name: 'Undo the change' }).click()
  await expect(status).toContainText('20 records wait')
})

test('a record a group is stuck at is parked, and the group goes on behind it', async ({ page, kafka, request }) => {
  const topic = await kafka.topic()
  const parkingLot = `${topic}-dlq`
  await kafka.post('/topics', { name: parkingLot, partitions: 1, reason: 'browser test' })
  await kafka.produce(topic, { value: { text: '{"amount":' }, count: 3 })
  const group = await committedGroup(request, topic, 1n)
  await page.goto(`/c/kafka/groups/${group}`)
  await page.getByRole('button', { name: 'More about this group' }).click()
  await page.getByRole('menuitem', { name: 'Park a record' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Show the record' }).click()
  await expect(dialog.getByRole('region', { name: 'The record' })).toContainText('{"amount":')
  await expect(dialog.getByLabel('Copy it to')).toHaveValue(parkingLot)
  await expectAccessible(page)
  await dialog.getByLabel('Reason').fill('cannot be parsed')
  await dialog.getByRole('button', { name: 'Park it' }).click()
  await expect(page.getByRole('region', { name: 'Status' })).toContainText('1 record')
  await expect(page.getByRole('button', { name: 'Undo the change' })).toBeVisible()
})

test('an open transaction: on the page of a group that waits for it, and among the transactions', async ({
  page,
  kafka,
  request,
}) => {
  const topic = await kafka.topic()
  await kafka.produce(topic, { value: { text: 'record' }, count: 3 })
  const group = await committedGroup(request, topic, 1n)
  const transactionalId = `${topic}-writer`
  const commit = await openTransaction(request, { topic, transactionalId })
  try {
    await page.goto(`/c/kafka/groups/${group}?against=stable`)
    const partitions = page.getByRole('region', { name: 'Partitions' })
    await expect(partitions.getByRole('row', { name: /^0 stopped 1 3/ })).toBeVisible({ timeout: 20_000 })
    await expectAccessible(page)
    await partitions.getByRole('link', { name: `held by ${transactionalId}` }).click()
    const held = page.getByRole('region', { name: 'Held back' })
    await expect(held.getByRole('row', { name: topic })).toContainText(transactionalId)
    const row = page.getByRole('table', { name: 'transactions' }).locator('[data-row]', { hasText: transactionalId })
    await expect(row).toContainText('open')
    await expect(row).toContainText(`${topic}/0`)
    await expectAccessible(page)
  } finally {
    await commit()
  }
  await expect(page.getByRole('region', { name: 'Held back' })).toHaveCount(0, { timeout: 30_000 })
})

test('access rules and Connect: where there is none of them, that is said', async ({ page }) => {
  await page.goto('/c/kafka/acls')
  await expect(page.getByText('The brokers have no authorizer')).toBeVisible()
  await expectAccessible(page)
  await page.goto('/c/kafka/connect')
  await expect(page.getByText('No Kafka Connect is configured')).toBeVisible()
  await expectAccessible(page)
})

test('brokers, the quorum, one broker and its configuration', async ({ page }) => {
  await page.goto('/c/kafka/brokers')
  const row = page.getByRole('table', { name: 'brokers' }).locator('[data-row]')
  await expect(row).toContainText('controller')
  await expect(page.getByRole('region', { name: 'KRaft quorum' })).toContainText('leader')
  await expectAccessible(page)
  await row.getByRole('link').click()
  await expect(page.getByRole('region', { name: 'Log directories' })).toContainText('free of')
  await page.getByPlaceholder('Filter settings').fill('log.retention.hours')
  await expect(page.getByRole('rowheader', { name: 'log.retention.hours' })).toBeVisible()
  await expectAccessible(page)
})
