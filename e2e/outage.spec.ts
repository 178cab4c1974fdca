import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Page, TestInfo } from '@playwright/test'
import { freePorts } from '#server/demo/broker/free-ports.ts'
import { commitOffset } from './commit-offset.ts'
import { expect, expectAccessible, Kafka, test } from './fixtures.ts'

const project = join(import.meta.dirname, '..')
const cluster = '/c/kafka'
let owned: ChildProcess

test.use({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads which fixtures are needed from the pattern
  baseURL: async ({}, use) => {
    const [port = 0] = await freePorts(1)
    owned = spawn(process.execPath, ['e2e/outage-console.ts'], {
      cwd: project,
      env: { ...process.env, PORT: String(port) },
      stdio: ['pipe', 'inherit', 'inherit'],
    })
    const exited = once(owned, 'exit')
    await use(`http://127.0.0.1:${port}`)
    owned.kill('SIGTERM')
    await exited
  },
})

const tell = (line: 'freeze' | 'thaw' | 'kill' | 'restart') => owned.stdin?.write(`${line}\n`)

/** The pages in both themes and widths, for whoever looks at the report. */
async function picture(page: Page, info: TestInfo, name: string): Promise<void> {
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height })
    for (const theme of ['light', 'dark']) {
      await page.evaluate((value) => document.documentElement.setAttribute('data-theme', value), theme)
      const path = info.outputPath(`${name}-${width}-${theme}.png`)
      await page.screenshot({ path })
      await info.attach(`${name}-${width}-${theme}`, { path, contentType: 'image/png' })
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

test('a cluster that freezes and comes back: no false figures, no green Live, no changes, and the rest of the story', async ({
  page,
  request,
}, info) => {
  test.setTimeout(420_000)
  const up = async () => (await request.get('/api/v1/health').catch(() => null))?.ok()
  await expect.poll(up, { timeout: 90_000 }).toBe(true)
  const kafka = new Kafka(request)
  const topic = await kafka.topic()
  const group = `${topic}-readers`
  for (const value of ['a', 'b', 'c']) await kafka.produce(topic, { value: { text: value } })
  await kafka.post('/topics', { name: `${topic}-dlt`, partitions: 1, reason: 'browser test' })
  await kafka.produce(`${topic}-dlt`, { value: { text: 'x' } })
  await commitOffset(request, { groupId: group, topic, offset: 1n })

  const lag = page.getByRole('region', { name: 'Total lag' })
  const letters = page.getByRole('region', { name: 'Records in dead-letter topics' })
  const groups = page.getByRole('region', { name: 'Groups to look at' })
  await page.goto(cluster)
  await expect(lag).toContainText('2', { timeout: 60_000 })
  await expect(groups).toContainText('stopped')
  await expect(page.getByRole('button', { name: /^Live:/ })).toBeVisible()

  tell('freeze')
  const banner = page.getByRole('region', { name: 'State of the cluster' })
  await expect(banner).toContainText('No broker answers', { timeout: 90_000 })
  await expect(page.getByRole('button', { name: /^Not answering:/ })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Live:/ })).toHaveCount(0)
  await expect(lag).toContainText('2')
  await expect(page.getByRole('region', { name: 'Disk' })).toContainText('unknown while the cluster is down')
  await expect(page.getByText('figures as of')).toBeVisible()
  await expectAccessible(page)
  await picture(page, info, 'down-overview')

  await page.goto(`${cluster}/groups/${group}`)
  await expect(page.getByRole('button', { name: 'Change offsets …' })).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Change offsets …' }).hover()
  await expect(page.getByText('The cluster does not answer: nothing can be changed until it does.')).toBeVisible()
  await picture(page, info, 'down-group')
  await page.goto(`${cluster}/topics`)
  await expect(page.getByText(/No broker has answered since|Could not load the topics/).first()).toBeVisible()
  await picture(page, info, 'down-topics')
  await page.goto(`${cluster}/topics/${topic}/messages`)
  await expect(page.getByText(/No broker has answered since|Could not/).first()).toBeVisible()
  await picture(page, info, 'down-messages')

  await page.goto(cluster)
  await expect(lag).toContainText('2', { timeout: 60_000 })
  tell('thaw')
  await expect(page.getByRole('button', { name: /^Live:/ })).toBeVisible({ timeout: 90_000 })
  // From here on until everything is read again, and for some rounds after it, no figure may be a false one.
  const seen = new Set<string>()
  await expect
    .poll(
      async () => {
        const overview = (await (await request.get('/api/v1/clusters/kafka/overview')).json()) as {
          current: boolean
          cluster: { totalLag: string }
          groups: { total: number }
          deadLetters: { records: string }
          topGroups: { status: string }[]
        }
        const { cluster: sums, topGroups } = overview
        seen.add(JSON.stringify([sums.totalLag, overview.groups.total, overview.deadLetters.records, topGroups]))
        return overview.current
      },
      { timeout: 90_000 },
    )
    .toBe(true)
  for (const text of seen) expect(text).toMatch(/^\["2",1,"1",.*"status":"stopped"/)
  await expect(lag).toContainText('2')
  await expect(letters).toContainText('1')
  await expect(groups).toContainText('stopped')
  await expect(page.getByText('figures as of')).toHaveCount(0, { timeout: 60_000 })
  await picture(page, info, 'back-overview')
  await page.goto(`${cluster}/groups/${group}`)
  await expect(page.getByRole('region', { name: 'Status' })).toContainText('since')
  await picture(page, info, 'back-group')
})
