import type { Page } from '@playwright/test'
import { cuttableProxy } from '#testkit/tail/cuttable-proxy.ts'
import { expect, type Kafka, test } from './fixtures.ts'

async function produce(kafka: Kafka, topic: string, value: string): Promise<void> {
  await kafka.produce(topic, { key: null, value: { text: value }, partition: 0 })
}

const rows = (page: Page, text: string) => page.locator('tbody [data-row]').filter({ hasText: text })
const state = (page: Page) => page.locator('output').first()

test('eight windows side by side: four are live, the others share what is left, and everything else answers', async ({
  context,
  kafka,
}) => {
  const windows: { page: Page; topic: string }[] = []
  for (let index = 0; index < 8; index += 1) {
    const topic = await kafka.topic()
    const page = await context.newPage()
    await page.goto(`/c/kafka/topics/${topic}/live`)
    await expect(state(page)).toHaveText(index < 4 ? 'Live' : 'Sharing connections, refreshed every 2 s')
    windows.push({ page, topic })
  }
  for (const round of ['first', 'second']) {
    for (const { topic } of windows) await produce(kafka, topic, `${round} record`)
    for (const { page } of windows) await expect(rows(page, `${round} record`)).toHaveCount(1)
  }
  for (const { page } of windows.slice(-1)) {
    await page.goto('/c/kafka/topics')
    await expect(page.locator('[data-row]').first()).toBeVisible()
    await page.goto('/c/kafka/groups')
    await expect(page.getByRole('heading', { name: 'Consumer groups' })).toBeVisible()
  }

  // The places of windows that are closed go to those that wait for one.
  for (const { page } of windows.splice(0, 3)) await page.close()
  for (const { page, topic } of windows.slice(0, 4)) {
    await expect(state(page)).toContainText('Live')
    await produce(kafka, topic, 'last record')
    await expect(rows(page, 'record')).toHaveCount(3)
  }
  await Promise.all(windows.map(({ page }) => page.close()))
})

test('a connection that died without a word is noticed, and nothing is missed', async ({ page, baseURL, kafka }) => {
  const topic = await kafka.topic()
  const proxy = await cuttableProxy(baseURL ?? '')
  await page.clock.install()
  await page.goto(`${proxy.url}/c/kafka/topics/${topic}/live`)
  await expect(state(page)).toHaveText('Live')
  await produce(kafka, topic, 'before')
  await expect(rows(page, 'before')).toHaveCount(1)
  proxy.silence()
  await produce(kafka, topic, 'meanwhile')
  // As after a laptop slept: the clock has gone on, and the browser believes that the connection is there.
  await page.clock.fastForward(60_000)
  await expect(rows(page, 'meanwhile')).toHaveCount(1)
  await expect(state(page)).toContainText('Live')
  await expect(rows(page, 'before')).toHaveCount(1)
  await proxy.close()
})

test('a topic that is deleted and made anew is followed on, and what happened is said', async ({
  page,
  kafka,
  request,
}) => {
  const topic = await kafka.topic()
  await page.goto(`/c/kafka/topics/${topic}/live`)
  await expect(state(page)).toHaveText('Live')
  await produce(kafka, topic, 'first life')
  await expect(rows(page, 'first life')).toHaveCount(1)
  const url = `/api/v1/clusters/kafka/topics/${topic}`
  const deleted = await request.delete(url, { data: { confirm: topic, reason: 'browser test' } })
  expect(deleted.status(), await deleted.text()).toBe(200)
  const notices = page.getByRole('list', { name: 'Notices' })
  await expect(notices).toContainText('deleted')
  // The page has asked for the topic meanwhile, and it is not there.
  await page.waitForResponse((response) => response.url().endsWith(url) && response.status() === 404)
  await expect(rows(page, 'first life')).toHaveCount(1)
  await kafka.post('/topics', { name: topic, partitions: 1, reason: 'browser test' })
  await produce(kafka, topic, 'second life')
  await expect(rows(page, 'second life')).toHaveCount(1, { timeout: 20_000 })
  await expect(rows(page, 'first life')).toHaveCount(1)
})
