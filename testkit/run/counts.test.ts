import { expect, test } from 'vitest'
import { fuzzCounts, playwrightCounts, vitestCounts } from './counts.ts'

test('a vitest file that could not be loaded is a failure although none of its tests failed', () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 1,
    testResults: [
      { status: 'failed', assertionResults: [{}, {}] },
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [{}, {}] },
    ],
  }
  expect(vitestCounts(report)).toEqual({ passed: 3, failed: 2 })
})

test('a Playwright test that passed at a second try has passed, a global error has not', () => {
  const report = { stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{ message: 'no server' }] }
  expect(playwrightCounts(report)).toEqual({ passed: 5, failed: 2 })
})

test('a fuzz run without Python has neither passed nor failed', () => {
  expect(fuzzCounts({ passed: 0, failed: 0, notRun: 'Python 3.10 or newer is needed' })).toEqual({
    passed: 0,
    failed: 0,
    notRun: 'Python 3.10 or newer is needed',
  })
  expect(() => fuzzCounts({ passed: 0 })).toThrow()
})
