import { pagePaths } from '#lib/page-paths.ts'

/** What the demo prints when all of it runs. */
export function greeting(demo: { url: string; cluster: string; bootstrapServers: string; folder: string }): string {
  const { url, cluster } = demo
  const sights: [string, string][] = [
    [pagePaths.cluster(cluster), 'The shop at a glance: what is wrong, worst first.'],
    [
      pagePaths.topic(cluster, 'orders'),
      'Orders as they come in: 64-bit ledger ids that stay exact, names in any script, trace headers.',
    ],
    [pagePaths.group(cluster, 'click-analytics'), 'A group that is too slow: its lag grows by ten records a second.'],
    [
      pagePaths.topic(cluster, 'payments-dlt'),
      'Payments that failed three times, with the exceptions Spring Kafka left in their headers.',
    ],
    [pagePaths.topic(cluster, 'word-counts'), 'A compacted topic with binary values: counts as 64-bit integers.'],
  ]
  const list = sights.map(([path, text], index) => `  ${index + 1}. ${text}\n     ${url}${path}`)
  return [
    '',
    `Tailrace is at ${url}`,
    '',
    'Five things to look at:',
    ...list,
    '',
    `Kafka is at ${demo.bootstrapServers}; data and logs are in ${demo.folder} and survive a restart (npm run demo -- --reset clears them).`,
    'Ctrl-C stops everything.',
  ].join('\n')
}
