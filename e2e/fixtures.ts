import { randomBytes } from 'node:crypto'
import AxeBuilder from '@axe-core/playwright'
import { type APIRequestContext, expect, type Page, test as base } from '@playwright/test'

/** Makes topics and records through the console's own API. */
export class Kafka {
  readonly #request: APIRequestContext

  constructor(request: APIRequestContext) {
    this.#request = request
  }

  /** A topic with a name that no other test uses. */
  async topic(partitions = 1, config: Record<string, string> = {}): Promise<string> {
    const name = `e2e-${randomBytes(5).toString('hex')}`
    await this.post('/topics', { name, partitions, config, reason: 'browser test' })
    return name
  }

  async produce(topic: string, record: Record<string, unknown>): Promise<void> {
    await this.post(`/topics/${topic}/messages`, record)
  }

  async post(path: string, data: unknown): Promise<void> {
    const response = await this.#request.post(`/api/v1/clusters/kafka${path}`, { data })
    expect(response.status(), await response.text()).toBeLessThan(300)
  }
}

interface Fixtures {
  kafka: Kafka
  /** Fails the test when the page logs an error or throws. */
  quietConsole: void
}

export const test = base.extend<Fixtures>({
  kafka: async ({ request }, use) => use(new Kafka(request)),
  quietConsole: [
    async ({ page }, use) => {
      const problems: string[] = []
      page.on('pageerror', (error) => problems.push(error.message))
      page.on('console', (message) => {
        // The browser's own note on an answer of 4xx; whether that is right is what the tests look at.
        if (message.text().startsWith('Failed to load resource')) return
        if (message.type() === 'error') problems.push(message.text())
      })
      await use()
      expect(problems).toEqual([])
    },
    { auto: true },
  ],
})

/** No violation of WCAG 2.2 A and AA on the page, in both themes. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const theme of ['light', 'dark']) {
    await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme)
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
    // What only passes by while something opens or closes is none: looked at again, it is gone.
    await expect(async () => {
      const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze()
      expect(
        violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ target }) => target.join(' ')), theme })),
      ).toEqual([])
    }).toPass({ timeout: 30_000 })
  }
}

export { expect } from '@playwright/test'
