import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test as plain } from '@playwright/test'
import { test } from './fixtures.ts'

/** The answer to a request as it stands, which no HTTP client would send. */
async function raw(baseURL: string | undefined, head: string): Promise<{ status: number; text: string }> {
  const { hostname, port, host } = new URL(baseURL ?? '')
  const socket = connect(Number(port), hostname)
  socket.end(`${head}\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  let text = ''
  for await (const piece of socket) text += String(piece)
  return { status: Number(text.split(' ')[1]), text }
}

for (const path of [
  '/',
  '/c/kafka/topics',
  '/nowhere',
  '/api/v1/session',
  '/api/v1/nowhere',
  '/metrics',
  '/icon.svg',
]) {
  test(`${path} has the headers that keep other sites out`, async ({ request }) => {
    const headers = (await request.get(path)).headers()
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    })
    if (path !== '/icon.svg') expect(headers['cache-control']).toContain('no-store')
    expect(headers['content-security-policy']).not.toContain(',')
  })
}

const refused: [head: string, status: number, more?: RegExp][] = [
  ['TRACE /api/v1/session HTTP/1.1', 405, /^allow: GET, HEAD\r$/im],
  ['TRACE / HTTP/1.1', 405],
  ['PUT /api/v1/session HTTP/1.1', 405, /^allow: GET, HEAD\r$/im],
  ['GET /api/v1/clusters/%E0%A4%A HTTP/1.1', 400],
  ['GET /c/%E0%A4%A/topics HTTP/1.1', 400],
  ['GET http://evil.com/api/v1/session HTTP/1.1', 400],
  ['GET /api/v1/nowhere HTTP/1.1', 404],
  ['GET /api/nowhere HTTP/1.1', 404],
]
for (const [head, status, more] of refused) {
  test(`${head} is answered ${status} with a problem`, async ({ baseURL }) => {
    const answer = await raw(baseURL, head)
    expect(answer.status).toBe(status)
    expect(answer.text).toMatch(/^content-type: application\/problem\+json/im)
    expect(answer.text).toMatch(/"requestId":"[0-9a-f-]{13}"/)
    expect(answer.text).not.toMatch(/^location:/im)
    if (more) expect(answer.text).toMatch(more)
  })
}

/** Below `app/`, with what stands for their parameters; further addresses of a page bring about more of what it loads. */
const PAGES = readdirSync(join(import.meta.dirname, '../app'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('page.tsx'))
  .map((file) => `/${file.replace(/\/?page\.tsx$/, '')}`)
const MORE: Record<string, string[]> = {
  '/c/[cluster]/topics/[topic]/messages': ['?record=0/0', '?text=x&filter=value.id%20%3E%201'],
  '/c/[cluster]/topics/[topic]/history': ['?key=k-1'],
  '/c/[cluster]/trace': ['?text=k-1'],
  '/c/[cluster]/support': ['?id=k-1'],
  '/c/[cluster]/dead-letters/[topic]': ['?view=letters&open=0-0'],
}

test('no page breaks the content security policy', async ({ page, kafka }) => {
  // All pages, one after the other.
  test.slow()
  const topic = await kafka.topic(2)
  for (const id of [1, 2, 3])
    await kafka.produce(topic, { key: { text: `k-${id}` }, value: { text: JSON.stringify({ id, note: 'x' }) } })
  const names: Record<string, string> = { cluster: 'kafka', topic, group: 'none', broker: '1', replay: 'none' }
  names['subject'] = 'claims-value'
  const addressOf = (template: string) =>
    template.replaceAll(/\[(\w+)\]/g, (_, name: string) => {
      const value = names[name]
      if (value === undefined) throw new Error(`The pages of [${name}] are not looked at: say what stands for it.`)
      return value
    })
  expect(PAGES.length).toBeGreaterThan(25)
  const paths = PAGES.flatMap((template) => ['', ...(MORE[template] ?? [])].map((query) => addressOf(template) + query))
  for (const path of ['/nowhere', ...paths]) {
    await page.goto(path)
    await expect(page.locator('h1, h2').first(), path).toBeVisible()
    // What a page loads by and by, workers and charts among it, is held to the policy, too: the fixture fails on any violation.
    await page.waitForTimeout(300)
  }
})

plain('a script that is written into a page does not run', async ({ page }) => {
  await page.goto('/c/kafka/topics')
  const refused = page.waitForEvent('console', {
    predicate: (message) => message.text().includes('inline event handler'),
  })
  await page.evaluate(() => {
    const place = document.body.appendChild(document.createElement('div'))
    place.innerHTML = '<img src="data:," onerror="document.documentElement.lang = \'xx\'">'
  })
  await refused
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
})

plain('no page tries to make code of text', async ({ page }) => {
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
      document.documentElement.dataset['refused'] = blockedURI
    })
  })
  await page.goto('/c/kafka/topics')
  await expect(page.getByRole('heading', { name: 'Topics' })).toBeVisible()
  await page.waitForLoadState('networkidle')
  await expect(page.locator('html')).not.toHaveAttribute('data-refused')
})

plain("a script in a page's own HTML does not run without the nonce", async ({ page }) => {
  await page.route('**/c/kafka/topics', async (route) => {
    const response = await route.fetch()
    const html = await response.text()
    const body = html.replace('<head>', "<head><script>window.name = 'injected'</script>")
    expect(body).not.toBe(html)
    await route.fulfill({ response, body })
  })
  const refused = page.waitForEvent('console', { predicate: (message) => message.text().includes('script-src') })
  await page.goto('/c/kafka/topics')
  await refused
  expect(await page.evaluate(() => window.name)).toBe('')
  // The page's own scripts run.
  await expect(page.getByRole('heading', { name: 'Topics' })).toBeVisible()
})

plain('another site cannot frame the console', async ({ page, baseURL }) => {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<iframe src="${baseURL}/c/kafka/topics"></iframe>`)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await expect.poll(() => page.frames()[1]?.url()).toBe('chrome-error://chromewebdata/')
  } finally {
    server.close()
  }
})
