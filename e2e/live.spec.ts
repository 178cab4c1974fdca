import type { Page } from '@playwright/test'
import { cuttableProxy } from './cuttable-proxy.ts'
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

/** A headless page is never hidden by itself. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
}
