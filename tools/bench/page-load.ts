import { readdirSync, readFileSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { findChromium } from '#testkit/chromium.mjs'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { PacedProducer } from './paced-producer.ts'
import { round } from './percentiles.ts'
import { residentMb } from './process-usage.ts'

const TOPIC = 'bench-page'
const SECONDS = 20
/** At first the page fills its list. */
const WARM_UP_MS = 4_000
const MEASURED_MS = 10_000

interface PageLoad {
  recordsPerSecond: number
  framesPerSecond: number
  /** The longest pause between two frames. */
  longestFrameMs: number
  page: { heapMb: number; rendererMb: number }
  shown: string
  /** From closing the tab until the topic was not read any more. */
  loopEndedAfterMs: number
}

/** The Live tab in Chromium while records pour in: how smooth it stays, what it takes, and how soon it is over. */
export async function pageLoad(cluster: KafkaCluster, api: string, recordsPerSecond: number): Promise<PageLoad> {
  const producer = await PacedProducer.open(cluster, TOPIC)
  const executablePath = findChromium()
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking']
  const server = await chromium.launchServer({ args, ...(executablePath ? { executablePath } : {}) })
  const browser = await chromium.connect(server.wsEndpoint())
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    const origin = new URL(api).origin
    await page.goto(`${origin}/c/kafka/topics/${TOPIC}/live`)
    await page.locator('output').first().filter({ hasText: 'Live' }).waitFor()
    const producing = producer.run({ recordsPerSecond, seconds: SECONDS })
    await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS))
    const frames = await page.evaluate(countFrames, MEASURED_MS)
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable')
    const { metrics } = await session.send('Performance.getMetrics')
    const heapBytes = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN
    const rendererMb = Math.max(...renderersOf(server.process().pid ?? 0).map(residentMb))
    const shown = (await page.locator('output').first().locator('..').textContent()) ?? ''
    await producing
    await page.close()
    const closedAt = performance.now()
    while ((await openLoops(origin)) > 0) await new Promise((resolve) => setTimeout(resolve, 20))
    return {
      recordsPerSecond,
      framesPerSecond: round(frames.perSecond, 1),
      longestFrameMs: Math.round(frames.longestMs),
      page: { heapMb: Math.round(heapBytes / 1e6), rendererMb },
      shown,
      loopEndedAfterMs: Math.round(performance.now() - closedAt),
    }
  } finally {
    await browser.close()
    await server.close()
  }
}

/** Runs in the page. */
async function countFrames(ms: number): Promise<{ perSecond: number; longestMs: number }> {
  return new Promise((resolve) => {
    const start = performance.now()
    let last = start
    let frames = 0
    let longestMs = 0
    const next = () => {
      const now = performance.now()
      frames += 1
      longestMs = Math.max(longestMs, now - last)
      last = now
      if (now - start < ms) requestAnimationFrame(next)
      else resolve({ perSecond: (frames * 1000) / (now - start), longestMs })
    }
    requestAnimationFrame(next)
  })
}

async function openLoops(origin: string): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text()
  return Number(/^tailrace_tail_loops\{.*\} (\d+)$/m.exec(text)?.[1])
}

/** The pages' processes of a browser, by its process id. */
function renderersOf(browser: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
      parents.set(Number(name), Number(fields[1]))
    } catch {
      // It has ended meanwhile.
    }
  }
  const below = (pid: number): boolean => {
    const parent = parents.get(pid)
    return parent === browser || (parent !== undefined && parent > 1 && below(parent))
  }
  return [...parents.keys()].filter(
    (pid) => below(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer'),
  )
}
