import { gzipSync } from 'node:zlib'
import type { APIRequestContext } from '@playwright/test'
import { expect, expectAccessible, test } from './fixtures.ts'

const FIRST_LOAD_LIMIT_KB = 200
const PAGES = [
  '',
  '/topics',
  '/groups',
  '/brokers',
  '/dead-letters',
  '/replays',
  '/trace',
  '/transactions',
  '/acls',
  '/audit',
]

test('the overview, the search for everything and the keyboard lead everywhere', async ({ page, kafka }) => {
  const name = await kafka.topic()
  await page.goto('/')
  await expect(page).toHaveURL(/\/c\/kafka$/)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expectAccessible(page)

  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await expect(page).toHaveURL(/\/c\/kafka\/topics/)

  await page.keyboard.press('Control+k')
  const search = page.getByRole('combobox', { name: 'Go to a page, topic or group' })
  await search.fill(name)
  await expect(page.getByRole('option', { name })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/topics/${name}`))

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('theme and zone are remembered and there before the page is drawn', async ({ page }) => {
  await page.goto('/c/kafka')
  await page.getByRole('button', { name: 'Theme and time zone' }).click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await page.getByRole('menuitemradio', { name: 'UTC' }).click()
  await page.reload({ waitUntil: 'commit' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page.getByRole('button', { name: 'UTC: show local time' })).toBeVisible()
})

test('paused, nothing is asked of the API any more', async ({ page }) => {
  await page.goto('/c/kafka')
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Overview')
  await page.getByRole('button', { name: /^Live/ }).click()
  await page.waitForTimeout(1000)
  let asked = 0
  page.on('request', (request) => {
    if (request.url().includes('/api/v1/')) asked += 1
  })
  await page.waitForTimeout(6500)
  expect(asked).toBe(0)
  await page.getByRole('button', { name: /^Paused/ }).click()
  await expect.poll(() => asked).toBeGreaterThan(0)
})

/** The compressed JavaScript that the HTML of a page asks for by itself. */
async function firstLoadKb(request: APIRequestContext, path: string): Promise<number> {
  const html = await (await request.get(path)).text()
  const scripts = [...html.matchAll(/<script[^>]*\ssrc="([^"]+)"[^>]*>/g)].filter(([tag]) => !tag.includes('noModule'))
  expect(scripts.length).toBeGreaterThan(5)
  let bytes = 0
  for (const [, source = ''] of scripts) bytes += gzipSync(await (await request.get(source)).body()).length
  return bytes / 1024
}

for (const path of PAGES) {
  test(`first load and narrow screen of /c/kafka${path}`, async ({ page, request }) => {
    expect(await firstLoadKb(request, `/c/kafka${path}`)).toBeLessThan(FIRST_LOAD_LIMIT_KB)

    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(`/c/kafka${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const sideways = await page.evaluate(
      () =>
        document.documentElement.scrollWidth > innerWidth ||
        (document.querySelector('main')?.scrollWidth ?? 0) > innerWidth,
    )
    expect(sideways).toBe(false)
    await expectAccessible(page)
  })
}

test('first load of the tabs of a topic', async ({ kafka, request }) => {
  const topic = await kafka.topic()
  const weights: Record<string, number> = {}
  for (const tab of ['messages', 'live', 'history', 'analysis', 'partitions', 'groups', 'config']) {
    weights[tab] = await firstLoadKb(request, `/c/kafka/topics/${topic}/${tab}`)
  }
  expect(Object.entries(weights).filter(([, kb]) => kb >= FIRST_LOAD_LIMIT_KB)).toEqual([])
})
