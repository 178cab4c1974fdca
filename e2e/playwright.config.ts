import { defineConfig } from '@playwright/test'
import { findChromium } from '#testkit/chromium.mjs'
import { freePorts } from '#server/demo/broker/free-ports.ts'

// Every worker reads this file anew: the port and the browser are chosen by the first.
const [free, webhook] = process.env['E2E_PORT'] === undefined ? await freePorts(2) : []
const port = (process.env['E2E_PORT'] ??= String(free))
process.env['E2E_WEBHOOK_PORT'] ??= String(webhook)
const executablePath = (process.env['CHROMIUM_PATH'] ??= findChromium())
const baseURL = `http://127.0.0.1:${port}`

export default defineConfig({
  testDir: '.',
  outputDir: '../.data/e2e',
  fullyParallel: false,
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 10_000 },
  // A loaded machine may miss a time limit once; the report calls such a test flaky.
  retries: 1,
  forbidOnly: Boolean(process.env['CI']),
  use: {
    baseURL,
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: 'node e2e/serve.ts',
    cwd: '..',
    url: `${baseURL}/api/v1/ready`,
    timeout: 90_000,
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
    env: { PORT: port },
  },
})
