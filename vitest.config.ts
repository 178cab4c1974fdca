import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{lib,server,components,app,testkit,tools}/**/*.test.ts'],
          exclude: ['**/*.{broker,producers}.test.ts'],
          environment: 'node',
          setupFiles: ['testkit/trust/setup.ts'],
        },
      },
      {
        test: {
          name: 'broker',
          include: ['{server,testkit}/**/*.broker.test.ts'],
          environment: 'node',
          setupFiles: ['testkit/trust/setup.ts'],
          globalSetup: ['testkit/broker/global-setup.ts'],
          // A loaded machine may miss a time limit once; what fails twice is broken. The report names what needed its second try.
          retry: 1,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        // Applications of the frameworks that make dead letters, with libraries that nothing else needs: `npm run test:producers`.
        test: {
          name: 'producers',
          include: ['server/**/*.producers.test.ts', 'server/replays/connect.broker.test.ts'],
          environment: 'node',
          setupFiles: ['testkit/trust/setup.ts'],
          globalSetup: ['testkit/broker/global-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          maxWorkers: 1,
        },
      },
    ],
  },
})
