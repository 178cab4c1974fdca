import { z } from 'zod'

/** How many tests of a stage passed and failed. */
export interface Counts {
  passed: number
  failed: number
  /** Why nothing of the stage was tried; neither passed nor failed. */
  notRun?: string | undefined
}

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
})

/** Counts of vitest's json report; a file that failed before its first test counts as one failure. */
export function vitestCounts(json: unknown): Counts {
  const report = VitestReport.parse(json)
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length }
}

const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
  errors: z.array(z.unknown()),
})

/** Counts of Playwright's json report; an error outside of any test counts as one failure. */
export function playwrightCounts(json: unknown): Counts {
  const { stats, errors } = PlaywrightReport.parse(json)
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length }
}

const FuzzReport = z.object({ passed: z.number(), failed: z.number(), notRun: z.string().optional() })

/** Counts of server/fuzz: one for a run without findings, else the findings. */
export function fuzzCounts(json: unknown): Counts {
  return FuzzReport.parse(json)
}
