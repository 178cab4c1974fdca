import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type FolderImport, folderImports, folderKnots } from './folder-graph.ts'

const imports = folderImports(join(import.meta.dirname, '../..'))

const edge = (from: string, to: string): FolderImport => ({ from, to, file: '', target: '' })

it('finds folders that reach each other, directly or not', () => {
  expect(folderKnots([edge('a', 'b'), edge('b', 'c')])).toEqual([])
  expect(folderKnots([edge('a', 'b'), edge('b', 'c'), edge('c', 'b')])).toEqual([['b', 'c']])
  expect(folderKnots([edge('x', 'a'), edge('a', 'b'), edge('b', 'c'), edge('c', 'a'), edge('c', 'd')])).toEqual([
    ['a', 'b', 'c'],
  ])
})

it('reads the imports of server/', () => {
  expect(imports).toContainEqual({
    from: 'tail',
    to: 'kafka',
    file: 'server/tail/topic-loop.ts',
    target: expect.stringContaining('server/kafka/') as string,
  })
})

it('no two folders of server/ reach each other', () => {
  expect(folderKnots(imports)).toEqual([])
})

it.each([
  ['kafka', ['config', 'limits', 'log.ts', 'singleton.ts', 'soon-or.ts']],
  [
    'serde',
    ['config', 'kafka', 'limits', 'log.ts', 'singleton.ts', 'soon-or.ts', 'project-folder.ts', 'node-flags.ts'],
  ],
  ['filter', ['kafka', 'serde']],
])('server/%s imports only what is below it', (folder, below) => {
  const reached = new Set(imports.filter(({ from }) => from === folder).map(({ to }) => to))
  expect([...reached].filter((to) => !below.includes(to))).toEqual([])
})
