import { goldenRecords } from '#testkit/serde/recorded-registry.ts'
import { expect, expectAccessible, test } from './fixtures.ts'

// The registry repeats what Apicurio answered when the goldens were made.

test('subjects are found, opened and read, with what they refer to', async ({ page }) => {
  await page.goto('/c/kafka/schemas')
  const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
  await expect(row('orders-value')).toContainText('Avro')
  await expect(row('refunds-value')).toContainText('JSON Schema')
  await expect(row('shipments-value')).toContainText('Protobuf')
  await expectAccessible(page)

  await page.getByPlaceholder('Find a subject').fill('orders')
  await expect(page).toHaveURL(/search=orders/)
  await expect(row('refunds-value')).toHaveCount(0)
  await page.getByRole('link', { name: 'orders-value', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'orders-value' })).toBeVisible()
  await expect(page.getByLabel('Schema text')).toContainText('"logicalType": "timestamp-micros"')
  await expectAccessible(page)

  await page.getByRole('link', { name: 'shop.common.Customer' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'shop.common.Customer' })).toBeVisible()
  await expect(page.getByLabel('Schema text')).toContainText('"namespace": "shop.common"')

  await page.goto('/c/kafka/schemas/nope')
  await expect(page.getByRole('heading', { name: 'There is no subject nope' })).toBeVisible()
})

test('a schema is checked before it is registered, and deleted by its name', async ({ page }) => {
  const avro = (fields: string) => `{"type":"record","name":"Draft","namespace":"shop","fields":[${fields}]}`
  const [id, note, must] = [
    '{"name":"id","type":"long"}',
    '{"name":"note","type":["null","string"],"default":null}',
    '{"name":"must","type":"string"}',
  ]
  await page.goto('/c/kafka/schemas')
  await page.getByRole('button', { name: 'Register a schema …' }).click()
  const first = page.getByRole('dialog', { name: 'Register a schema' })
  await first.getByLabel('Subject').fill('drafts-value')
  await first.getByLabel('Schema').fill('{"type":')
  await first.getByLabel('Reason').fill('browser test')
  await first.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(first.getByText('It is not JSON')).toBeVisible()
  await first.getByLabel('Schema').fill(avro(id))
  await expect(first.getByRole('button', { name: 'Register', exact: true })).toHaveAttribute('aria-disabled', 'true')
  await first.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(first.getByText('compatible', { exact: true })).toBeVisible()
  await expectAccessible(page)
  await first.getByRole('button', { name: 'Register', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'drafts-value' })).toBeVisible()

  await page.getByRole('button', { name: 'New version …' }).click()
  const next = page.getByRole('dialog', { name: 'New version of drafts-value' })
  await expect(next.getByLabel('Schema (Avro)')).toHaveValue(/"name": "Draft"/)
  await next.getByLabel('Schema (Avro)').fill(avro(`${id},${must}`))
  await next.getByLabel('Reason').fill('browser test')
  await next.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(next.getByText('the registry will not take it')).toBeVisible()
  await next.getByLabel('Schema (Avro)').fill(avro(`${id},${note}`))
  await next.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(next.getByText('compatible', { exact: true })).toBeVisible()
  await next.getByRole('button', { name: 'Register', exact: true }).click()
  await expect(next).toBeHidden()
  await expect(page.getByLabel('Schema text')).toContainText('"note"')

  await page.getByRole('button', { name: 'More about this subject' }).click()
  await page.getByRole('menuitem', { name: 'Delete subject …' }).click()
  const deletion = page.getByRole('dialog', { name: 'Delete drafts-value' })
  await expect(deletion.getByRole('button', { name: 'Delete the subject' })).toBeDisabled()
  await deletion.getByLabel('Type drafts-value to confirm').fill('drafts-value')
  await deletion.getByLabel('Reason').fill('browser test')
  await expectAccessible(page)
  await deletion.getByRole('button', { name: 'Delete the subject' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Schemas' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'drafts-value', exact: true })).toHaveCount(0)
})

test('records are shown by their schema, and written by one', async ({ page, kafka }) => {
  const topic = await kafka.topic()
  const order = goldenRecords().find(({ name }) => name === 'avro order')
  await kafka.produce(topic, { value: { base64: order?.bytes.toString('base64') } })
  await page.goto(`/c/kafka/topics/${topic}/messages`)
  const first = page.getByRole('row').filter({ hasText: '"id":9007199254740993' })
  await expect(first).toContainText('"total":1234567890123456.78')
  await first.click()
  const panel = page.getByRole('complementary', { name: 'Record 0/0' })
  await expect(panel).toContainText('orders-value version 1 · schema 2')
  await expect(panel).toContainText('2026-11-21T12:34:56.789012Z')
  await expectAccessible(page)
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Produce', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: `Produce to ${topic}` })
  await dialog.getByLabel('Format of value').selectOption('jsonSchema')
  await dialog.getByLabel('Subject').fill('refunds-value')
  await dialog.getByLabel('Value', { exact: true }).fill('{"id":"seven"}')
  await dialog.getByRole('button', { name: 'Produce', exact: true }).click()
  await expect(dialog.getByRole('alert')).toContainText('id must be integer')
  await expectAccessible(page)
  await dialog.getByLabel('Value', { exact: true }).fill('{"id":7}')
  await dialog.getByRole('button', { name: 'Produce', exact: true }).click()
  await expect(page.getByText('The record was written', { exact: true })).toBeVisible()
  await expect(panel.or(page.getByRole('complementary', { name: 'Record 0/1' }))).toContainText(
    'refunds-value version 1',
  )
})
