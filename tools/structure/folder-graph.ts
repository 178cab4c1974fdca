import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

/** One import of a file in another folder of `server/`. Paths are below the project's folder. */
export interface FolderImport {
  from: string
  to: string
  file: string
  target: string
}

const IMPORT = /^(?:import|export)\s+(?:[^'"]*?\sfrom\s+)?['"](#server\/|\.{1,2}\/)([^'"]+)['"]/gm

/** The first folder below `server/`; a file right in it counts as a folder of its own. */
function folderOf(file: string): string {
  return file.split('/')[1] ?? file
}

/** Every import between two folders of `server/`, tests left out. @param root the project's folder */
export function folderImports(root: string): FolderImport[] {
  return globSync('server/**/*.ts', { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.endsWith('.test.ts'))
    .toSorted()
    .flatMap((file) => importsOf(root, file))
    .filter(({ from, to }) => from !== to)
}

function importsOf(root: string, file: string): FolderImport[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(IMPORT)].map(([, start = '', rest = '']) => {
    const target = start === '#server/' ? `server/${rest}` : posix.join(dirname(file), start, rest)
    return { from: folderOf(file), to: folderOf(target), file, target }
  })
}

/** Groups of folders that reach each other (strongly connected components of more than one folder), by Tarjan's algorithm. */
export function folderKnots(imports: FolderImport[]): string[][] {
  const edges = Map.groupBy(imports, ({ from }) => from)
  const index = new Map<string, number>()
  const stack: string[] = []
  const knots: string[][] = []
  const visit = (folder: string): number => {
    const at = index.size
    index.set(folder, at)
    let lowest = at
    stack.push(folder)
    for (const { to } of edges.get(folder) ?? []) {
      if (!index.has(to)) lowest = Math.min(lowest, visit(to))
      else if (stack.includes(to)) lowest = Math.min(lowest, index.get(to) ?? at)
    }
    if (lowest === at) knots.push(stack.splice(stack.indexOf(folder)).toSorted())
    return lowest
  }
  for (const folder of edges.keys()) if (!index.has(folder)) visit(folder)
  return knots.filter((knot) => knot.length > 1)
}
