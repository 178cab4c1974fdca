import { commitOffset } from './commit-offset.ts'
import { expect, expectAccessible, type Kafka, test } from './fixtures.ts'

const cluster = '/c/kafka'

/** A payment that a group could not process. */
async function failedPayment(kafka: Kafka): Promise<{ source: string; topic: string; group: string; id: string }> {
  const source = await kafka.topic()
  const topic = `${source}-dlt`
  const group = `${source}-billing`
  const id = `ord-${source}`
  await kafka.post('/topics', { name: topic, partitions: 1, reason: 'browser test' })
  await kafka.produce(source, { key: { text: id }, value: { text: JSON.stringify({ id, amount: 0 }) } })
  const text = (name: string, value: string) => ({ name, value: { text: value } })
  await kafka.produce(topic, {
    key: { text: id },
    value: { text: JSON.stringify({ id, amount: 0 }) },
    headers: [
      text('traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
      text('kafka_dlt-original-topic', source),
      { name: 'kafka_dlt-original-partition', value: { text: '0', format: 'int32' } },
      { name: 'kafka_dlt-original-offset', value: { text: '0', format: 'int64' } },
      text('kafka_dlt-original-consumer-group', group),
      text('kafka_dlt-exception-fqcn', 'com.example.BadAmountException'),
      text('kafka_dlt-exception-message', 'amount must be positive'),
    ],
  })
  return { source, topic, group, id }
}

test('support: from a business id to "consumed" without leaving the page, in under ten clicks', async ({
  page,
  kafka,
  request,
}) => {
  const { source, group, id } = await failedPayment(kafka)
  await commitOffset(request, { groupId: group, topic: source, offset: 1n })
  await page.goto(`${cluster}/support`)
  await expectAccessible(page)
  await page.evaluate(() => {
    document.documentElement.dataset['clicks'] = '0'
    document.addEventListener('click', () => {
      const { dataset } = document.documentElement
      dataset['clicks'] = String(Number(dataset['clicks']) + 1)
    })
  })
  await page.getByRole('textbox', { name: 'Business id' }).click()
  await page.keyboard.type(id)
  await page.getByRole('button', { name: 'Find' }).click()
  const letter = page.getByRole('article')
  await expect(letter).toHaveCount(1, { timeout: 30_000 })
  await expect(letter).toContainText(`${group} could not process it: amount must be positive`)
  await expectAccessible(page)
  await letter.getByRole('button', { name: 'Send it again' }).click()
  await expect(letter).toContainText(`It goes back to ${source}`)
  await letter.getByLabel('Why?').fill('the amount rule was corrected')
  await letter.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(letter.getByText('completed')).toBeVisible({ timeout: 30_000 })
  await expect(letter.getByText('sent again', { exact: true })).toBeVisible()
  await expect(letter).toContainText('Sent again just now by')
  await expect(letter.getByText('waiting', { exact: true })).toHaveCount(0)
  await commitOffset(request, { groupId: group, topic: source, offset: 2n })
  await expect(letter.getByText('consumed', { exact: true })).toBeVisible({ timeout: 30_000 })
  await expect(page).toHaveURL(new RegExp(`/support\\?id=${id}$`))
  expect(Number(await page.evaluate(() => document.documentElement.dataset['clicks']))).toBeLessThan(10)
  await expectAccessible(page)
})

test('support: a message whose origin only its headers name is sent once that topic is selected', async ({
  page,
  kafka,
}) => {
  const origin = await kafka.topic()
  const { topic } = await failedPayment(kafka)
  const id = `ord-${origin}`
  await kafka.produce(topic, {
    key: { text: id },
    value: { text: JSON.stringify({ id }) },
    headers: [
      { name: 'kafka_dlt-original-topic', value: { text: origin } },
      { name: 'kafka_dlt-exception-fqcn', value: { text: 'com.example.Unpaired' } },
    ],
  })
  await page.goto(`${cluster}/support?id=${id}`)
  const letter = page.getByRole('article')
  await letter.getByRole('button', { name: 'Send it again' }).click()
  await expect(letter).toContainText('Only its own headers say that it came from there')
  const choice = letter.getByRole('checkbox', { name: `Send it to ${origin}` })
  await expect(letter.getByRole('button', { name: 'Send', exact: true })).toBeDisabled()
  await choice.check()
  await expect(letter).toContainText(`It goes back to ${origin}`)
  await expectAccessible(page)
  await letter.getByLabel('Why?').fill('the topic is the right one')
  await letter.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(letter.getByText('completed')).toBeVisible({ timeout: 30_000 })
})

test('a developer: from the cause to "consumed", with the record repaired', async ({ page, kafka, request }) => {
  const { source, topic, group } = await failedPayment(kafka)
  await commitOffset(request, { groupId: group, topic: source, offset: 1n })
  await page.goto(`${cluster}/dead-letters/${topic}?view=letters&open=0-0`)
  const detail = page.getByRole('complementary', { name: 'Dead letter' })
  await expect(detail.getByText('Value is the same')).toBeVisible()
  await expect(detail.getByRole('link', { name: 'Same trace' })).toHaveAttribute(
    'href',
    /4bf92f3577b34da6a3ce929d0e0e4736/,
  )
  await detail.getByRole('button', { name: 'Replay…' }).click()
  const panel = page.getByRole('complementary', { name: 'Replay' })
  await panel.getByText('Edit this record before it is sent').click()
  await panel.getByLabel('Value', { exact: true }).fill('{"amount":10}')
  // The headers of the failure go anyway; what the record had of its own is there to change.
  await expect(panel.getByLabel('Name of header 1')).toHaveValue('traceparent')
  await expect(panel.getByLabel('Name of header 2')).toHaveCount(0)
  await panel.getByRole('button', { name: 'Add a header' }).click()
  await panel.getByLabel('Name of header 2').fill('repaired')
  await panel.getByLabel('Format of header 2').selectOption('hex')
  await panel.getByLabel('Value of header 2').fill('0a f')
  await expect(panel.getByRole('button', { name: 'Check', exact: true })).toBeDisabled()
  await panel.getByLabel('Value of header 2').fill('0a ff')
  await panel.getByRole('button', { name: 'Add a header' }).click()
  await panel.getByLabel('Name of header 3').fill('nothing')
  await panel.getByRole('checkbox', { name: 'null' }).nth(2).check()
  await expectAccessible(page)
  await panel.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(panel.getByText('will be sent otherwise than it failed')).toBeVisible()
  await panel.getByLabel('Reason').fill('amount corrected')
  await panel.getByRole('button', { name: 'Replay 1 record' }).click()
  await expect(panel.getByText('completed')).toBeVisible({ timeout: 30_000 })
  await commitOffset(request, { groupId: group, topic: source, offset: 2n })
  await expect(panel.getByText('consumed', { exact: true })).toBeVisible({ timeout: 30_000 })
  const { messages } = (await (await request.get(`/api/v1/clusters/kafka/topics/${source}/messages`)).json()) as {
    messages: {
      value: { text: string }
      headers: { name: string; value: { text: string; format: string } | null }[]
    }[]
  }
  expect(JSON.parse(messages[0]?.value.text ?? '')).toEqual({ amount: 10 })
  expect(messages[0]?.headers.slice(0, 3).map(({ name, value }) => [name, value?.format ?? null])).toEqual([
    ['traceparent', 'text'],
    ['repaired', 'hex'],
    ['nothing', null],
  ])
  expect(messages[0]?.headers[1]?.value?.text.replaceAll(' ', '')).toBe('0aff')
  const audit = (await (await request.get(`/api/v1/audit?search=${topic}`)).json()) as {
    items: { action: string; details: { options?: { edits?: string[] } } }[]
  }
  expect(audit.items.find(({ action }) => action === 'replay.start')?.details.options?.edits).toEqual(['0-0'])
})

test('dead letters are ignored and opened again; a topic is taken off the list and put back', async ({
  page,
  kafka,
}) => {
  const { topic } = await failedPayment(kafka)
  await page.goto(`${cluster}/dead-letters/${topic}`)
  const causes = page.getByRole('table', { name: 'Causes' })
  await expect(causes.getByRole('row').filter({ hasText: 'BadAmountException' })).toContainText('open')
  await page.getByRole('button', { name: 'Ignore…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').fill('a test order')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Ignore', exact: true }).click()
  await expect(causes.getByRole('row').filter({ hasText: 'BadAmountException' })).toContainText('ignored')
  await page.getByRole('button', { name: 'Not dead letters…' }).click()
  await dialog.getByLabel('Reason').fill('a test')
  await dialog.getByRole('button', { name: 'Do it' }).click()
  await expect(page.getByRole('button', { name: 'List it again…' })).toBeVisible()
  await page.goto(`${cluster}/dead-letters?search=${topic}`)
  await expect(page.getByRole('link', { name: topic })).toHaveCount(0)
  await page.getByRole('button', { name: 'Pin a topic…' }).click()
  await dialog.getByLabel('Topic').fill(topic)
  await dialog.getByLabel('Reason').fill('a test')
  await dialog.getByRole('button', { name: 'Pin it' }).click()
  await expect(page.getByRole('link', { name: topic })).toBeVisible()
  await expectAccessible(page)
})
