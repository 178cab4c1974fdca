/** `npm run structure`: which folder of `server/` imports which, and the groups of folders that reach each other. Ends with 1 where there is such a group. */
import { join } from 'node:path'
import { folderImports, folderKnots } from './folder-graph.ts'

const imports = folderImports(join(import.meta.dirname, '../..'))
for (const [from, all] of Map.groupBy(imports, (one) => one.from))
  console.log(`${from} → ${[...new Set(all.map(({ to }) => to))].toSorted().join(' ')}`)

const knots = folderKnots(imports)
const isTied = ({ from, to }: { from: string; to: string }) =>
  knots.some((knot) => knot.includes(from) && knot.includes(to))
for (const { file, target } of imports.filter(isTied)) console.log(`cycle: ${file} imports ${target}`)
console.log(`${new Set(imports.map(({ from }) => from)).size} folders, ${knots.length} cycles`)
process.exitCode = knots.length === 0 ? 0 : 1
