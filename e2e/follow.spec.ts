import { expect, expectAccessible, type Kafka, test } from './fixtures.ts'

const cluster = '/c/kafka'
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

/** Three versions of one order and a deletion, each in the same trace; then the payment that follows from it. */
async function story(kafka: Kafka): Promise<{ orders: string; payments: string }> {
  const orders = await kafka.topic(2)
  const payments = `${orders}-payments`
  await kafka.post('/topics', { name: payments, partitions: 1, reason: 'browser test' })
  const headers = (span: number) => [
    { name: 'traceparent', value: { text: `00-${TRACE}-00f067aa0ba902b${span}-01` } },
    { name: 'correlation-id', value: { text: `c-${orders}` } },
  ]
  const order = async (value: object | null, span: number) =>
    kafka.produce(orders, {
      key: { text: 'order-1' },
      value: value === null ? null : { text: JSON.stringify(value), format: 'json' },
      headers: headers(span),
    })
  await order({ status: 'new', total: 10, lines: [1] }, 1)
  await order({ status: 'paid', total: 10, lines: [1, 2] }, 2)
  await kafka.produce(payments, { key: { text: 'pay-1' }, value: { text: '{"paid":10}' }, headers: headers(3) })
  await order(null, 4)
  return { orders, payments }
}

test('a record leads to the history of its key and to its trace', async ({ page, kafka }) => {
  const { orders, payments } = await story(kafka)
  await page.goto(`${cluster}/topics/${orders}/messages`)
  await page.getByRole('table').getByText('"paid"').first().click()
  await page.getByRole('link', { name: 'History of this key' }).click()

  const versions = page.getByRole('list', { name: 'Versions, the newest first' })
  await expect(versions.getByRole('listitem').filter({ hasText: 'deleted' })).toBeVisible()
  await expect(versions.getByText('first known version')).toBeVisible()
  const changed = versions.getByRole('list', { name: 'What changed' })
  await expect(changed.getByRole('listitem')).toHaveText([/status"new"→to"paid"/, /lines\[1\]added2/])
  await expect(page.getByRole('complementary', { name: 'State now' })).toContainText('The key was deleted')
  await versions.getByRole('button').nth(1).click()
  await expect(page.getByRole('complementary', { name: 'State of this version' })).toContainText('"paid"')
  await expectAccessible(page)
  await page.getByLabel('State at').fill('2001-01-01')
  await page.keyboard.press('Enter')
  await expect(page.getByText('No version is known from that time')).toBeVisible()

  await page.goto(`${cluster}/topics/${payments}/messages`)
  await page.getByRole('table').getByText('pay-1').click()
  await page.getByRole('link', { name: 'Same trace' }).click()
  await expect(page.getByRole('textbox', { name: 'Text anywhere' })).toHaveValue(TRACE)
  await page.getByRole('textbox', { name: 'Topics' }).fill(`${orders}*`)
  await page.keyboard.press('Enter')
  const steps = page.getByRole('list', { name: 'The records in the order of time' })
  await expect(steps.getByRole('button')).toHaveText([orders, orders, payments, orders], { timeout: 60_000 })
  await expect(page.getByText('4 records in 2 topics')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Each topic' }).click()
  await expect(page.getByRole('table', { name: 'What was read of each topic' })).toContainText('whole')
  await expectAccessible(page)

  await page.getByRole('combobox', { name: 'What is followed' }).selectOption('header')
  await page.getByRole('textbox', { name: 'Header' }).fill(`correlation-id:c-${orders}`)
  await page.keyboard.press('Enter')
  await expect(page.getByText('4 records in 2 topics')).toBeVisible()
})

test('the analysis of a topic counts what is in it and finds what was sent twice', async ({ page, kafka }) => {
  const { orders } = await story(kafka)
  await page.goto(`${cluster}/topics/${orders}/analysis`)
  await expect(page.getByText('All 3 records of the slice')).toBeVisible()
  await expect(page.getByRole('list', { name: 'The most frequent keys' })).toContainText('order-1')
  await expect(page.getByRole('list', { name: 'What stands out' })).toContainText('33 % of the values are null')
  await page.getByRole('combobox', { name: 'What must not occur twice' }).selectOption('value')
  await page.getByRole('textbox', { name: 'Field' }).fill('$.total')
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 repeat of 1 id')).toBeVisible()
  await expect(page.getByRole('table', { name: 'Repeated ids' })).toContainText('10')
  await expectAccessible(page)
})
