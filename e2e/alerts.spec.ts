import { createServer } from 'node:http'
import { KafkaCluster } from '../server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { offsetCommit } from '../server/kafka/protocol/offset-commit.ts'
import { expect, expectAccessible, test } from './fixtures.ts'

test('an alert: seen on its page and in the rail, delivered to a webhook, over again', async ({
  page,
  kafka,
  request,
}) => {
  const bodies: string[] = []
  const receiver = createServer((message, response) => {
    let text = ''
    message.on('data', (chunk: Buffer) => (text += chunk.toString()))
    message.on('end', () => {
      bodies.push(text)
      response.end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(Number(process.env['E2E_WEBHOOK_PORT']), '127.0.0.1', resolve))
  const { items } = (await (await request.get('/api/v1/clusters/kafka/brokers')).json()) as {
    items: { host: string; port: number }[]
  }
  const cluster = new KafkaCluster(testCluster(`${items[0]?.host}:${items[0]?.port}`))
  try {
    const topic = await kafka.topic()
    const group = `${topic}-alerted`
    const commit = async (offset: bigint) =>
      expect(async () => {
        cluster.forgetCoordinator('group', group)
        const { topics } = await cluster.send(await cluster.coordinator('group', group), offsetCommit, {
          groupId: group,
          topics: [
            { name: topic, partitions: [{ partitionIndex: 0, committedOffset: offset, committedMetadata: null }] },
          ],
        })
        expect(topics[0]?.partitions[0]?.errorCode).toBe(0)
      }).toPass({ timeout: 20_000 })
    await kafka.produce(topic, { value: { text: 'waiting' }, count: 40 })
    await commit(15n)

    await page.goto('/c/kafka/alerts')
    const row = page.getByRole('table', { name: 'alerts' }).locator('[data-row]', { hasText: group })
    await expect(row).toContainText('firing', { timeout: 60_000 })
    await expect(row).toContainText('25 behind')
    await expect(row).toContainText('ops', { timeout: 30_000 })
    await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Alerts/ })).toContainText(
      '1',
      {
        timeout: 20_000,
      },
    )
    await expectAccessible(page)
    expect(bodies.join()).toContain(`"subject":"${group}"`)

    await page.getByText('Rules', { exact: true }).click()
    await expect(page.getByRole('region', { name: 'Rules' })).toContainText('a group is more than 10 records behind')
    await expect(page.getByRole('region', { name: 'Webhooks' })).toContainText('works')
    await page.getByRole('button', { name: 'Send a test message' }).click()
    await expect(page.getByText('A test message reached ops')).toBeVisible()
    await expectAccessible(page)
    expect(await page.content()).not.toContain('hidden-path')

    await commit(40n)
    await page.goto('/c/kafka/alerts?show=resolved')
    await expect(row).toContainText('resolved', { timeout: 60_000 })
    await row.getByRole('link', { name: group }).click()
    await expect(page.getByRole('region', { name: 'Status' })).toContainText(
      /every record was read|nothing is left to read/,
    )
  } finally {
    cluster.close()
    receiver.closeAllConnections()
    receiver.close()
  }
})
