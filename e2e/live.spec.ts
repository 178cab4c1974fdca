import type { Page } from '@playwright/test'
import { openRawStream } from '#tools/bench/tail-stream.ts'
import { cuttableProxy } from '#testkit/tail/cuttable-proxy.ts'
import { expect, expectAccessible, type Kafka, test } from './fixtures.ts'

async function produce(kafka: Kafka, topic: string, value: string, count = 1): Promise<void> {
  await kafka.produce(topic, { key: { text: `key of ${value}` }, value: { text: value }, count, partition: 0 })
}

const rows = (page: Page, text: string) => page.locator('tbody [data-row]').filter({ hasText: text })
const state = (page: Page) => page.locator('output').first()

test('records appear as they arrive, after the last few from before', async ({ page, kafka }) => {
  const topic = await kafka.topic(2)
  await produce(kafka, topic, 'from before')
  await page.goto(`/c/kafka/topics/${topic}/live`)
  await expect(rows(page, 'from before').first()).toBeVisible()
  await expect(state(page)).toHaveText('Live')
  await produce(kafka, topic, 'just now')
  await expect(rows(page, 'just now').first()).toBeVisible({ timeout: 2_000 })
  await expect(page.locator('[data-row="0"]')).toContainText('just now')
  await expectAccessible(page)
})

test('pausing holds the list still and counts what arrives', async ({ page, kafka }) => {
  const topic = await kafka.topic(2)
  await page.goto(`/c/kafka/topics/${topic}/live`)
  await expect(page.getByText('Nothing yet')).toBeVisible()
  await expect(state(page)).toHaveText('Live')
  await produce(kafka, topic, 'first')
  await expect(rows(page, 'first').first()).toBeVisible()
  await page.keyboard.press('Space')
  await produce(kafka, topic, 'while paused', 3)
  await expect(page.getByRole('button', { name: 'Follow · 3 new' })).toBeVisible()
  await expect(rows(page, 'while paused')).toHaveCount(0)
  await page.keyboard.press('Space')
  await expect(rows(page, 'while paused')).toHaveCount(3)
})

test('scrolling down holds it still, too, and back at the top it follows', async ({ page, kafka }) => {
  const topic = await kafka.topic(2)
  await produce(kafka, topic, 'filler', 60)
  await page.goto(`/c/kafka/topics/${topic}/live`)
  await expect(rows(page, 'filler').first()).toBeVisible()
  const list = page.locator('[data-rows]')
  await list.evaluate((element) => element.scrollTo({ top: 200 }))
  await expect(page.getByRole('button', { name: 'Follow', exact: true })).toBeVisible()
  await produce(kafka, topic, 'unseen')
  await expect(page.getByRole('button', { name: 'Follow · 1 new' })).toBeVisible()
  await list.evaluate((element) => element.scrollTo({ top: 0 }))
  await expect(page.locator('[data-row="0"]')).toContainText('unseen')
})

test('a filter is part of the address and chooses what is shown', async ({ page, kafka }) => {
  const topic = await kafka.topic(2)
  await page.goto(`/c/kafka/topics/${topic}/live`)
  await expect(state(page)).toHaveText('Live')
  await page.keyboard.press('/')
  await page.keyboard.type('needle')
  await expect(page).toHaveURL(/text=needle/)
  await expect(page.getByText('Nothing that matches yet')).toBeVisible()
  await produce(kafka, topic, 'hay', 5)
  await produce(kafka, topic, 'a needle in it')
  await expect(rows(page, 'a needle in it')).toHaveCount(1)
  await expect(rows(page, 'hay')).toHaveCount(0)
  await expect(page.getByText('of 6 looked at')).toBeVisible()
})

test('after a cut it goes on with what came meanwhile, each record once', async ({ page, baseURL, kafka }) => {
  const topic = await kafka.topic(2)
  const proxy = await cuttableProxy(baseURL ?? '')
  await page.goto(`${proxy.url}/c/kafka/topics/${topic}/live`)
  await expect(state(page)).toHaveText('Live')
  await produce(kafka, topic, 'before the cut')
  await expect(rows(page, 'before the cut')).toHaveCount(1)
  proxy.cut()
  await expect(state(page)).toContainText('reconnecting in')
  await produce(kafka, topic, 'during the cut', 2)
  await expect(rows(page, 'during the cut')).toHaveCount(0)
  proxy.mend()
  await expect(rows(page, 'during the cut')).toHaveCount(2)
  await expect(state(page)).toHaveText('Live, resumed without loss')
  await produce(kafka, topic, 'after the cut')
  await expect(rows(page, 'after the cut')).toHaveCount(1)
  await expect(rows(page, 'the cut')).toHaveCount(4)
  await proxy.close()
})

test('a hidden page gives its stream back and is current when looked at again', async ({ page, kafka }) => {
  const topic = await kafka.topic(2)
  await page.goto(`/c/kafka/topics/${topic}/live`)
  await expect(state(page)).toHaveText('Live')
  await hide(page, true)
  await expect(state(page)).toContainText('Resting')
  await produce(kafka, topic, 'while hidden', 2)
  await hide(page, false)
  await expect(rows(page, 'while hidden')).toHaveCount(2)
  await expect(state(page)).toContainText('Live')
})

test('a record opens beside the list', async ({ page, kafka }) => {
  const topic = await kafka.topic(2)
  await produce(kafka, topic, '{"order":42}')
  await page.goto(`/c/kafka/topics/${topic}/live`)
  await page.locator('[data-row="0"] [data-row-link]').click()
  await expect(page).toHaveURL(/record=0%2F0|record=0\/0/)
  await expect(page.getByRole('complementary', { name: 'Record 0/0' })).toContainText('42')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('complementary', { name: 'Record 0/0' })).toHaveCount(0)
})

test('what was filtered for is marked, and leads back into the messages', async ({ page, kafka }) => {
  const topic = await kafka.topic(2)
  await page.goto(`/c/kafka/topics/${topic}/live`)
  await expect(state(page)).toHaveText('Live')
  await produce(kafka, topic, 'the first Needle')
  await produce(kafka, topic, 'hay', 80)
  await expect(rows(page, 'hay').first()).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('Needle')
  await expect(rows(page, 'the first Needle')).toHaveCount(1)
  await expect(rows(page, 'hay')).toHaveCount(0)
  await expect(page.locator('tbody mark').first()).toHaveText('Needle')
  await produce(kafka, topic, 'another Needle')
  await expect(rows(page, 'Needle')).toHaveCount(2)
  await expect(page.getByRole('link', { name: 'Search back' })).toHaveAttribute('href', /messages\?text=Needle$/)
})

test('an expression chooses what is shown; a wrong one is explained and can be put right', async ({ page, kafka }) => {
  const topic = await kafka.topic()
  await page.goto(`/c/kafka/topics/${topic}/live`)
  await expect(state(page)).toHaveText('Live')
  await page.getByRole('button', { name: 'Filters' }).click()
  const expression = page.getByLabel('Filter expression (CEL)')
  await expression.fill('value.n >')
  await expression.press('Enter')
  await expect(state(page)).toHaveText('Not connected')
  await expect(page.getByText(/filter: line 1, column/).first()).toBeVisible()
  await expression.fill('value.n > 5.0')
  await expression.press('Enter')
  await expect(state(page)).toHaveText('Live')
  for (const n of [1, 9]) await produce(kafka, topic, `{"n":${n}}`)
  await expect(rows(page, '{"n":9}')).toHaveCount(1)
  await expect(rows(page, '{"n":1}')).toHaveCount(0)
  await expectAccessible(page)
})

test('several topics stand in one list', async ({ page, kafka }) => {
  const [one, other] = [await kafka.topic(), await kafka.topic()]
  await page.goto(`/c/kafka/topics/${one}/live`)
  await page.getByRole('link', { name: 'Add topics' }).click()
  await page.getByLabel('Add a topic').fill(other)
  await page.getByLabel('Add a topic').press('Enter')
  await expect(page).toHaveURL(new RegExp(`topics=${one},${other}`))
  await expect(state(page)).toHaveText('Live')
  await produce(kafka, one, 'from the one')
  await produce(kafka, other, 'from the other')
  await expect(rows(page, 'from the one')).toContainText(one)
  await expect(rows(page, 'from the other')).toContainText(other)
  await rows(page, 'from the other').locator('[data-row-link]').click()
  await expect(page.getByRole('complementary', { name: 'Record 0/0' })).toContainText('from the other')
  await expectAccessible(page)
})

test('ten tabs tail ten topics: each is current when it is looked at, and lists answer in any of them', async ({
  context,
  kafka,
}) => {
  const tabs: { page: Page; topic: string }[] = []
  for (let index = 0; index < 10; index += 1) {
    const topic = await kafka.topic()
    const page = await context.newPage()
    await page.goto(`/c/kafka/topics/${topic}/live`)
    await expect(state(page)).toHaveText('Live')
    // As a browser does when the next tab comes to the front.
    await hide(page, true)
    tabs.push({ page, topic })
  }
  for (const { topic } of tabs) await produce(kafka, topic, 'while away', 3)
  for (const { page } of tabs) {
    await hide(page, false)
    await expect(rows(page, 'while away')).toHaveCount(3)
    await hide(page, true)
  }
  for (const { page } of tabs.slice(-2)) {
    await hide(page, false)
    await page.goto('/c/kafka/topics')
    await expect(page.locator('[data-row]').first()).toBeVisible()
    await page.goto('/c/kafka/groups')
    await expect(page.getByRole('heading', { name: 'Consumer groups' })).toBeVisible()
  }
  await Promise.all(tabs.map(({ page }) => page.close()))
})

test('closing the tab ends the reading of its topic', async ({ page, kafka, request }) => {
  const topic = await kafka.topic()
  const open = async (name: string) =>
    Number(
      new RegExp(`^tailrace_tail_${name}\\{.*\\} (\\d+)$`, 'm').exec(await (await request.get('/metrics')).text())?.[1],
    )
  await expect.poll(() => open('loops')).toBe(0)
  await page.goto(`/c/kafka/topics/${topic}/live`)
  await expect(state(page)).toHaveText('Live')
  expect([await open('viewers'), await open('loops')]).toEqual([1, 1])
  await page.close()
  await expect.poll(() => open('loops')).toBe(0)
  expect(await open('viewers')).toBe(0)
})

test('a slow reader is told exactly what it missed, and others miss nothing', async ({ baseURL, kafka }) => {
  const topic = await kafka.topic()
  const url = `${baseURL}/api/v1/clusters/kafka/tail?topics=${topic}`
  const slow = await openRawStream(url)
  const other = await openRawStream(url)
  await Promise.all([slow, other].map((stream) => stream.until(() => stream.bytes > 0, 20_000)))
  slow.response.pause()
  const total = 40_000
  for (let sent = 0; sent < total; sent += 1_000) await produce(kafka, topic, 'x'.repeat(1_000), 1_000)
  await other.until(() => other.records + other.dropped >= total, 60_000)
  slow.response.resume()
  await slow.until(() => slow.records + slow.dropped >= total, 60_000)
  expect(slow.dropped).toBeGreaterThan(0)
  expect([slow.records + slow.dropped, other.records, other.dropped]).toEqual([total, total, 0])
  slow.close()
  other.close()
})

/** A headless page is never hidden by itself. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
}
