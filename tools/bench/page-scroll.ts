import { type CDPSession, chromium } from '@playwright/test'
import { findChromium } from '#testkit/chromium.mjs'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { round } from './percentiles.ts'
import { ensureTopic } from './seed.ts'

const TOPIC = 'bench-scroll'
const ROWS = 1_000
const VALUE_BYTES = 100_000
/** Some four rows a frame: a wheel that is turned quickly. */
const PIXELS_PER_FRAME = 120
const MEASURED_MS = 4_000

interface PageScroll {
  framesPerSecond: number
  /** Of a list of plain lines that nothing draws anew, in the same browser at the same time: what the machine can do. */
  plainFramesPerSecond: number
  /** The longest pause between two frames. */
  longestFrameMs: number
  /** What a frame costs the page's main thread, in milliseconds of processor time. */
  frame: { script: number; style: number; layout: number; all: number }
}

/** The Messages tab with 1,000 records of 100 KB of JSON, scrolled quickly in Chromium. */
export async function pageScroll(cluster: KafkaCluster, api: string): Promise<PageScroll> {
  await seedRows(cluster)
  const executablePath = findChromium()
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking']
  const browser = await chromium.launch({ args, ...(executablePath ? { executablePath } : {}) })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(`${new URL(api).origin}/c/kafka/topics/${TOPIC}/messages?limit=${ROWS}`)
    await page.locator('[data-row="0"]').waitFor()
    // Once for what is only loaded and compiled at first.
    await page.locator('[data-rows]').evaluate(scroll, { ms: 1_000, pixels: PIXELS_PER_FRAME })
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    const before = await workOf(session)
    const frames = await page.locator('[data-rows]').evaluate(scroll, { ms: MEASURED_MS, pixels: PIXELS_PER_FRAME })
    const after = await workOf(session)
    const count = (frames.perSecond * MEASURED_MS) / 1_000
    const perFrame = (name: string) => round((((after[name] ?? 0) - (before[name] ?? 0)) * 1_000) / count, 2)
    await page.setContent(plainList())
    const plain = await page.locator('[data-rows]').evaluate(scroll, { ms: MEASURED_MS, pixels: PIXELS_PER_FRAME })
    return {
      framesPerSecond: round(frames.perSecond, 1),
      plainFramesPerSecond: round(plain.perSecond, 1),
      longestFrameMs: Math.round(frames.longestMs),
      frame: {
        script: perFrame('ScriptDuration'),
        style: perFrame('RecalcStyleDuration'),
        layout: perFrame('LayoutDuration'),
        all: perFrame('TaskDuration'),
      },
    }
  } finally {
    await browser.close()
  }
}

function plainList(): string {
  const look = 'height: 32px; border-bottom: 1px solid #ddd; overflow: hidden; white-space: nowrap'
  const lines = Array.from({ length: ROWS }, (_, index) => `<div style="${look}">${orderOf(index).slice(0, 300)}</div>`)
  return `<div data-rows style="height: 100vh; overflow: auto; font: 13px monospace">${lines.join('')}</div>`
}

/** Seconds, by name. */
async function workOf(session: CDPSession): Promise<Record<string, number>> {
  const { metrics } = await session.send('Performance.getMetrics')
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
}

/** Runs in the page: down, and up again at the end. */
async function scroll(element: Element, { ms, pixels }: { ms: number; pixels: number }) {
  return new Promise<{ perSecond: number; longestMs: number }>((resolve) => {
    const start = performance.now()
    let last = start
    let frames = 0
    let longestMs = 0
    let step = pixels
    const next = () => {
      const now = performance.now()
      frames += 1
      longestMs = Math.max(longestMs, now - last)
      last = now
      const top = element.scrollTop
      element.scrollTop += step
      if (element.scrollTop === top) step = -step
      if (now - start < ms) requestAnimationFrame(next)
      else resolve({ perSecond: (frames * 1000) / (now - start), longestMs })
    }
    requestAnimationFrame(next)
  })
}

async function seedRows(cluster: KafkaCluster): Promise<void> {
  if ((await cluster.metadata({ maxAgeMs: 0 })).topics.has(TOPIC)) return
  await ensureTopic(cluster, TOPIC)
  for (let index = 0; index < ROWS; index += 5) {
    const records = [0, 1, 2, 3, 4].map((offset) => ({
      key: Buffer.from(`order-${index + offset}`),
      value: Buffer.from(orderOf(index + offset)),
      headers: [],
      timestamp: Date.now(),
    }))
    await appendBatch(cluster, { topic: TOPIC, partition: 0 }, encodeBatch({ records }))
  }
}

function orderOf(index: number): string {
  const items: object[] = []
  for (let bytes = 0; bytes < VALUE_BYTES; bytes += 98)
    items.push({
      sku: `sku-${(index * 7919 + bytes) % 100_000}`,
      count: bytes % 9,
      price: `${bytes % 997}.95`,
      note: 'as agreed by telephone',
    })
  return JSON.stringify({ id: index, customer: `customer-${index % 97}`, items })
}
