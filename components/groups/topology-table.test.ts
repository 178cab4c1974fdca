import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { TopologyTable } from './topology-table.tsx'

const part = { id: '0', sourceTopics: ['orders'], repartitionTopics: [], changelogTopics: [] }
const shown = (sinkTopics: string[]) =>
  renderToStaticMarkup(createElement(TopologyTable, { cluster: 'c', topology: [{ ...part, sinkTopics }] }))

test('what a subtopology writes to beside repartition topics is unknown, not nothing', () => {
  expect(shown([])).toContain('Unknown')
  expect(shown(['app-repartition'])).toMatch(/app-repartition.*others unknown/)
})
