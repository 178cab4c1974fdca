import { readFile } from 'node:fs/promises'
import { expect, expectAccessible, type Kafka, test } from './fixtures.ts'

const order = (id: number) => ({
  key: { text: `order-${id}` },
  value: { text: `{"id":${id},"ledger":9007199254740993,"price":1.10}`, format: 'json' },
  headers: [
    { name: 'source', value: { text: 'web' } },
    { name: 'retry', value: { text: '1' } },
    { name: 'retry', value: { text: '0000002a', format: 'hex' } },
    { name: 'nothing', value: null },
  ],
})

async function topicOf(kafka: Kafka, records: number): Promise<string> {
  const topic = await kafka.topic(2)
  for (let id = 1; id <= records; id += 1) await kafka.produce(topic, order(id))
  return topic
}

test('the newest records come first, at least twenty on a screen', async ({ page, kafka }) => {
  const topic = await topicOf(kafka, 3)
  await kafka.produce(topic, { value: { text: 'filler' }, count: 60, partition: 0 })
  await page.goto(`/c/kafka/topics/${topic}`)
  await expect(page).toHaveURL(new RegExp(`/topics/${topic}/messages`))
  const rows = page.getByRole('table', { name: 'records' }).locator('[data-row]')
  await expect(rows.first()).toContainText('filler')
  await expect(page.getByText('All 63 records')).toBeVisible()
  const seen = await rows.evaluateAll(
    (all) => all.filter((row) => row.getBoundingClientRect().bottom <= window.innerHeight).length,
  )
  expect(seen).toBeGreaterThanOrEqual(20)
  await expectAccessible(page)
})

test('a record opens beside the list with every digit, and j and k walk through them', async ({ page, kafka }) => {
  const topic = await topicOf(kafka, 3)
  await page.goto(`/c/kafka/topics/${topic}/messages`)
  const first = page.locator('[data-row="0"]')
  await expect(first).toContainText('order-3')
  await first.getByRole('button').click()
  await expect(page).toHaveURL(/record=\d\/\d/)
  const panel = page.getByRole('complementary', { name: /^Record/ })
  await expect(panel.getByRole('tree')).toContainText('"ledger": 9007199254740993')
  await expect(panel.getByRole('tree')).toContainText('"price": 1.10')
  const headers = panel.getByRole('region', { name: 'Headers' })
  await expect(headers).toContainText('retry repeated')
  await expect(headers).toContainText('42')
  await expect(headers).toContainText('null')
  await expectAccessible(page)

  await page.keyboard.press('j')
  await expect(panel).toContainText('order-2')
  await page.keyboard.press('k')
  await expect(panel).toContainText('order-3')
  await page.reload()
  await expect(panel).toContainText('order-3')

  await panel.getByRole('group', { name: 'Value as' }).getByText('Hex').click()
  await expect(panel.getByText('7b226964')).toBeVisible()
  const download = page.waitForEvent('download')
  await panel.getByRole('link', { name: 'Download the exact bytes of the value' }).click()
  expect((await download).suggestedFilename()).toMatch(/\.value\.bin$/)
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
})

test('records are read from an offset, from a time, and page by page', async ({ page, kafka }) => {
  const topic = await kafka.topic()
  for (let id = 0; id < 120; id += 40)
    await kafka.produce(topic, { key: { text: `batch-${id}` }, value: { text: 'x' }, count: 40 })
  await page.goto(`/c/kafka/topics/${topic}/messages?limit=50`)
  await expect(page.getByText('50 records of about 120')).toBeVisible()
  await page.getByRole('button', { name: 'Read further back' }).click()
  await page.getByRole('button', { name: 'Read further back' }).click()
  await expect(page.getByText('All 120 records')).toBeVisible()

  await page.goto(`/c/kafka/topics/${topic}/messages?from=offset&at=100&limit=50`)
  await expect(page.locator('[data-row="0"]')).toContainText('100')
  await expect(page.getByText('All 20 records')).toBeVisible()
  await page.getByRole('textbox', { name: 'Offset to start at' }).fill('nonsense')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Type an offset to start at.')).toBeVisible()

  await page.goto(`/c/kafka/topics/${topic}/messages?from=time&at=-15m&limit=1000`)
  await expect(page.getByText('All 120 records')).toBeVisible()
  await page.getByRole('textbox', { name: 'Time to start at' }).fill('2099-01-01')
  await page.keyboard.press('Enter')
  await expect(page.getByText('No records here').first()).toBeVisible()
})

test('a record is produced, and produced again', async ({ page, kafka }) => {
  const topic = await kafka.topic()
  await page.goto(`/c/kafka/topics/${topic}/messages`)
  await page.getByRole('button', { name: 'Produce', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: /^Produce to/ })
  await dialog.getByRole('textbox', { name: 'Value', exact: true }).fill('{"broken":')
  await dialog.getByRole('button', { name: 'Produce', exact: true }).click()
  await expect(dialog.getByText(/is not JSON/)).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Value', exact: true }).fill('{"id":9007199254740993}')
  await dialog.getByRole('button', { name: 'Add a header' }).click()
  await dialog.getByRole('textbox', { name: 'Name of header 1' }).fill('source')
  await dialog.getByRole('textbox', { name: 'Value of header 1' }).fill('hand')
  await dialog.getByRole('button', { name: 'Produce', exact: true }).click()
  await expect(dialog).toBeHidden()
  const panel = page.getByRole('complementary', { name: /^Record/ })
  await expect(panel.getByRole('tree')).toContainText('9007199254740993')
  await expect(page.locator('[data-row="0"]')).toContainText('9007199254740993')

  await panel.getByRole('button', { name: 'Produce again' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Value of header 1' })).toHaveValue('hand')
  await dialog.getByRole('button', { name: 'Produce', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(page).toHaveURL(/record=0\/1/)
})

test('on a narrow screen the records are cards and a record fills the screen', async ({ page, kafka }) => {
  const topic = await topicOf(kafka, 2)
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`/c/kafka/topics/${topic}/messages`)
  const cards = page.getByRole('list', { name: 'records' })
  await expect(cards).toContainText('order-2')
  await cards.getByRole('button').first().click()
  await expect(page.getByRole('complementary', { name: /^Record/ })).toContainText('order-2')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})

test('fields of the records become columns, in a chosen order, and are remembered', async ({ page, kafka }) => {
  const topic = await topicOf(kafka, 2)
  await page.goto(`/c/kafka/topics/${topic}/messages`)
  await page.getByRole('button', { name: 'Columns' }).click()
  const dialog = page.getByRole('dialog', { name: 'Columns' })
  await dialog.getByRole('button', { name: 'ledger', exact: true }).click()
  await dialog.getByRole('textbox', { name: 'Field to show as a column' }).fill('header:source')
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Hide Part.' }).click()
  await dialog.getByRole('button', { name: 'Move ledger to the left' }).click()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Done' }).click()
  const table = page.getByRole('table', { name: 'records' })
  const headings = ['Time', 'Offset', 'ledger', 'Key', 'header source', 'Value', 'Size']
  await expect(table.getByRole('columnheader')).toHaveText(headings)
  await expect(table.locator('[data-row="0"]')).toContainText('9007199254740993')
  await expect(table.locator('[data-row="0"]')).toContainText('web')
  await page.goto(`/c/kafka/topics/${topic}/messages`)
  await expect(table.getByRole('columnheader')).toHaveText(headings)
})

test('two records are compared, and the link shows the same', async ({ page, kafka }) => {
  const topic = await kafka.topic()
  for (const price of ['1.10', '1.20'])
    await kafka.produce(topic, { value: { text: `{"id":7,"price":${price}}`, format: 'json' } })
  await page.goto(`/c/kafka/topics/${topic}/messages?record=0/0`)
  await page.getByRole('button', { name: 'Compare with another record' }).click()
  await expect(page.getByText('Open the record to compare')).toBeVisible()
  await page.locator('[data-row="0"]').getByRole('button').click()
  const dialog = page.getByRole('dialog', { name: 'Two records compared' })
  await expect(dialog.getByText('1 line differs.')).toBeVisible()
  await expect(dialog.getByRole('region', { name: 'Value' })).toContainText('"price": 1.20')
  await expectAccessible(page)
  await page.reload()
  await expect(dialog.getByText('1 line differs.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

test('a record of megabytes opens without holding up the page', async ({ page, kafka }) => {
  const topic = await kafka.topic(1, { 'max.message.bytes': '8388608' })
  const items = Array.from({ length: 20_000 }, (_, id) => `{"id":${id},"name":"item ${id}","price":1.10}`)
  await kafka.produce(topic, { value: { text: `{"items":[${items.join(',')}],"end":true}`, format: 'json' } })
  await page.goto(`/c/kafka/topics/${topic}/messages?record=0/0`)
  const value = page.getByRole('complementary').getByRole('region', { name: 'Value' })
  const tree = value.getByRole('tree')
  await expect(tree).toContainText('"items": [ … 20,000 ],')
  await tree.getByRole('button', { name: 'Unfold' }).click()
  await tree.evaluate((element) => element.scrollTo(0, element.scrollHeight))
  await expect(tree).toContainText('"end": true')
  await value.getByText('Text', { exact: true }).click()
  const text = value.getByRole('group', { name: 'Value as text' })
  await expect(text).toContainText('{"items":[{"id":0,')
  await text.evaluate((element) => element.scrollTo(0, element.scrollHeight))
  await expect(text).toContainText('"end":true}')
  await value.getByText('Hex', { exact: true }).click()
  await expect(value.getByRole('group', { name: 'Value as bytes' })).toContainText('7b226974')
})

test('a search finds a text, says what it searched, and the link shows the same', async ({ page, kafka }) => {
  const topic = await topicOf(kafka, 3)
  await kafka.produce(topic, { value: { text: 'filler' }, count: 200 })
  await page.goto(`/c/kafka/topics/${topic}/messages`)
  await page.getByRole('textbox', { name: 'Text to search for' }).fill('order-2')
  await page.keyboard.press('Enter')
  await expect(page.getByText('The whole range was searched: 1 match')).toBeVisible()
  const rows = page.getByRole('table', { name: 'records' }).locator('[data-row]')
  await expect(rows).toHaveCount(1)
  await expect(rows.first()).toContainText('order-2')
  await page.getByRole('button', { name: 'What was searched' }).click()
  const covered = page.getByRole('dialog', { name: 'What was searched' })
  await expect(covered.getByRole('row')).toHaveCount(3)
  await expect(covered).toContainText('all of it')
  await expectAccessible(page)
  await covered.getByRole('button', { name: 'Done' }).click()
  await page.reload()
  await expect(page.getByText('The whole range was searched: 1 match')).toBeVisible()
  await page.getByRole('button', { name: 'Empty the search' }).click()
  await expect(rows.first()).toContainText('filler')
})

test('a search goes on where it stopped', async ({ page, kafka }) => {
  const topic = await kafka.topic()
  await kafka.produce(topic, { value: { text: 'needle' }, count: 120 })
  await page.goto(`/c/kafka/topics/${topic}/messages?text=needle&limit=50`)
  await expect(page.getByText('50 matches in 50 records, stopped at this number; up to 70 not searched')).toBeVisible()
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(
    page.getByText('100 matches in 100 records, stopped at this number; up to 20 not searched'),
  ).toBeVisible()
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByText('The whole range was searched: 120 matches')).toBeVisible()
})

test('an expression is checked where it is typed, and finds records', async ({ page, kafka }) => {
  const topic = await topicOf(kafka, 4)
  await page.goto(`/c/kafka/topics/${topic}/messages`)
  await expect(page.locator('[data-row="0"]')).toBeVisible()
  await page.getByRole('button', { name: 'More filters: key, header, expression' }).click()
  const field = page.getByRole('textbox', { name: 'Filter expression (CEL)' })
  await field.fill('value.id == == 2')
  await expect(page.getByRole('alert').filter({ hasText: '^' })).toContainText('value.id == == 2')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Examples' }).click()
  const example = page.getByRole('menuitem', { name: 'value.id > ' })
  await expect(example).toBeVisible()
  // A menu that has only just opened may not hear the key yet.
  await expect(async () => {
    await page.keyboard.press('Escape')
    await expect(example).toHaveCount(0, { timeout: 1_000 })
  }).toPass()
  await field.fill('value.id > 1.0 && value.id < 4.0')
  await field.press('Enter')
  await expect(page.getByText('The whole range was searched: 2 matches')).toBeVisible()

  await page.locator('[data-row="0"]').getByRole('button').click()
  await page.getByRole('link', { name: 'Find all with this key' }).click()
  await expect(page).toHaveURL(/key=order-3/)
  await expect(page.getByText(/1 match$/)).toBeVisible()
})

test('what is shown is exported and imported elsewhere; a view of it is saved', async ({ page, kafka }) => {
  const [topic, target] = [await topicOf(kafka, 3), await kafka.topic(2)]
  const more = page.getByRole('button', { name: 'Files and saved views' })
  await page.goto(`/c/kafka/topics/${topic}/messages?text=order-2`)
  await expect(page.getByText('The whole range was searched: 1 match')).toBeVisible()
  await more.click()
  await page.getByRole('menuitem', { name: 'Saved views …' }).click()
  const views = page.getByRole('dialog', { name: 'Saved views' })
  await views.getByRole('textbox', { name: 'Name of the view at hand' }).fill('The second')
  await views.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(views.getByRole('link', { name: 'The second' })).toBeVisible()
  await expectAccessible(page)
  await page.goto(`/c/kafka/topics/${topic}/messages`)
  await more.click()
  await page.getByRole('menuitem', { name: 'Saved views …' }).click()
  await views.getByRole('link', { name: 'The second' }).click()
  await expect(page.getByText('The whole range was searched: 1 match')).toBeVisible()

  await more.click()
  await page.getByRole('menuitem', { name: 'Export …' }).click()
  await expectAccessible(page)
  const download = page.waitForEvent('download')
  await page.getByRole('dialog', { name: 'Export records' }).getByRole('button', { name: 'Download' }).click()
  const file = await (await download).path()

  await page.goto(`/c/kafka/topics/${target}/messages`)
  await expect(page.getByText('No records here').first()).toBeVisible()
  await more.click()
  await page.getByRole('menuitem', { name: 'Import …' }).click()
  const dialog = page.getByRole('dialog', { name: /^Import into/ })
  await dialog.locator('input[type=file]').setInputFiles({
    name: 'records.ndjson',
    mimeType: 'application/x-ndjson',
    buffer: await readFile(file),
  })
  await dialog.getByRole('button', { name: 'Check the file' }).click()
  await expect(dialog.getByText(/The file is fine: 1 record/)).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Import 1 record' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.locator('[data-row="0"]')).toContainText('order-2')
})
