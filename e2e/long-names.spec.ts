import type { Page } from '@playwright/test'
import { commitOffset } from './commit-offset.ts'
import { expect, Kafka, test } from './fixtures.ts'
import { layoutFaults } from './layout.ts'

const LENGTHS = [71, 91, 249]
const WIDTHS = [1440, 1280, 1100, 390]
const CLUSTER_NAME = `Payments-and-settlement-${'of-the-northern-region-'.repeat(10)}`.slice(0, 249)
const run = Date.now().toString(36)

/** A name of exactly so many characters, without a place to break at. */
const named = (kind: string, length: number) => `${kind}-${run}-`.padEnd(length, 'abcdefghij_')
const topics = LENGTHS.map((length) => named('t', length))
const groups = LENGTHS.map((length) => named('g', length))
const letters = LENGTHS.map((length) => `${named('t', length - 4)}-dlt`)

/** The cluster bears a long name, too: only its name is changed, in what the console answers. */
async function renameCluster(page: Page, environment: string): Promise<void> {
  await page.route(/\/api\/v1\/clusters(\/kafka)?(\?.*)?$/, async (route) => {
    const response = await route.fetch().catch(() => null)
    if (!response) return route.abort()
    const body = (await response.text()).replaceAll('"name":"Kafka"', `"name":"${CLUSTER_NAME}"`)
    await route.fulfill({ response, body: body.replaceAll('"environment":"test"', `"environment":"${environment}"`) })
  })
}

async function prepare(kafka: Kafka, commit: (groupId: string, topic: string) => Promise<void>): Promise<void> {
  for (const [index, name] of topics.entries()) {
    for (const topic of [name, letters[index] ?? '']) {
      await kafka.post('/topics', { name: topic, partitions: 2, config: {}, reason: 'browser test' })
      await kafka.produce(topic, { key: { text: name }, value: { text: `{"id":"${name}"}`, format: 'json' }, count: 3 })
    }
    await commit(groups[index] ?? '', name)
  }
}

/** Until nothing is a skeleton any more; a page that waits for a search keeps one for longer, and is measured with it. */
async function settled(page: Page): Promise<void> {
  const loaded = () => !document.querySelector('main [aria-busy="true"], main .animate-breathe')
  await page.waitForFunction(loaded, undefined, { timeout: 1_500 }).catch(() => undefined)
}

async function expectTidy(page: Page, what: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    const place = `${what} at ${width} px`
    await expect.poll(() => layoutFaults(page), { message: place, timeout: 3_000 }).toEqual([])
    const cluster = page.getByRole('button', { name: /Payments-and/ }).first()
    const box = await cluster.boundingBox()
    expect(box?.width, `the cluster's name, ${place}`).toBeGreaterThan(90)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext(baseURL === undefined ? {} : { baseURL })
  await prepare(new Kafka(request), async (groupId, topic) => commitOffset(request, { groupId, topic, offset: 1n }))
  await request.dispose()
})
test.beforeEach(async ({ page }) => renameCluster(page, 'production'))

test('lists keep their columns beside names of any length', async ({ page }) => {
  const search = `?search=${run}`
  for (const path of [
    '',
    `/topics${search}`,
    `/groups${search}`,
    '/dead-letters',
    '/replays',
    '/audit',
    '/alerts',
    '/brokers',
    '/transactions',
    '/acls',
    '/schemas',
    '/connect',
    `/live?topics=${topics.join('&topics=')}`,
    `/trace?text=${topics[2]}&topics=t-${run}*`,
    '/support',
  ]) {
    await page.goto(`/c/kafka${path}`)
    await expect(page.locator('main')).toContainText(/\w/)
    await settled(page)
    await expectTidy(page, path.slice(0, 20))
  }
})

for (const [index, topic] of topics.entries()) {
  const length = topic.length
  test(`pages of a topic and a group with ${length} characters stay tidy`, async ({ page }) => {
    test.setTimeout(300_000)
    for (const path of [
      ...['messages', 'live', 'history?key=a', 'analysis', 'partitions', 'groups', 'config'].map(
        (tab) => `topics/${topic}/${tab}`,
      ),
      `topics/${topic}/messages?record=0/0`,
      `topics/${topic}-none/messages`,
      `groups/${groups[index]}`,
      `groups/${groups[index]}-none`,
      `dead-letters/${letters[index]}`,
    ]) {
      await page.goto(`/c/kafka/${path}`)
      await settled(page)
      await expectTidy(page, path.replace(/abc[a-j_]+/, '…'))
    }
  })

  test(`dialogs about names of ${length} characters hold them`, async ({ page }) => {
    await page.goto(`/c/kafka/topics/${topic}/messages`)
    await page.getByRole('button', { name: 'More about this topic' }).click()
    await page.getByRole('menuitem', { name: 'Delete topic …' }).click()
    await expect(page.getByRole('dialog')).toContainText('cannot be undone')
    await expectTidyDialog(page, 'delete topic')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Produce', exact: true }).click()
    await expectTidyDialog(page, 'produce')
    await page.keyboard.press('Escape')
    await page.goto(`/c/kafka/groups/${groups[index]}`)
    await page.getByRole('button', { name: 'Change offsets …' }).click()
    await expectTidyDialog(page, 'offsets')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill(`t-${run}`)
    await expect(page.getByRole('option').first()).toBeVisible()
    await expectTidyDialog(page, 'palette')
  })
}

async function expectTidyDialog(page: Page, what: string): Promise<void> {
  await expect(page.getByRole('dialog')).toBeVisible()
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    await expect.poll(() => layoutFaults(page), { message: `${what} at ${width} px`, timeout: 3_000 }).toEqual([])
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

test('a name that is cut off is whole in a tip, on hover and on focus', async ({ page }) => {
  const [, , name = ''] = topics
  await page.goto(`/c/kafka/topics?search=${run}`)
  const tip = page.locator('#tip')
  const link = page.getByRole('table', { name: 'topics' }).getByRole('link', { name, exact: true })
  await link.hover()
  await expect(tip).toHaveText(name)
  await page.mouse.move(700, 880)
  await expect(tip).toBeHidden()
  await page.getByRole('textbox', { name: 'Filter topics' }).focus()
  await expect(async () => {
    await page.keyboard.press('Tab')
    await expect(link).toBeFocused({ timeout: 100 })
  }).toPass({ timeout: 20_000 })
  await expect(tip).toHaveText(name)
  await page.goto(`/c/kafka/topics/${name}/messages`)
  await page.getByRole('heading', { level: 1 }).getByText(name).hover()
  await expect(tip).toHaveText(name)
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByText(name).hover()
  await expect(tip).toHaveText(name)
  await page.getByRole('button', { name: /Payments-and/ }).hover()
  await expect(tip).toContainText(CLUSTER_NAME)
})
