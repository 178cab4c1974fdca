// @ts-check
/**
 * The start of `npm run demo` and `npm test`. It only looks at the version of Node; all else is in prepare-and-run.mjs, which is loaded
 * after that, because an older Node could not even load it.
 */
const major = Number(process.versions.node.split('.')[0])
if (major < 20) {
  console.error(`tailrace: Node.js 20 or newer is needed; this is ${process.version}. See https://nodejs.org`)
  process.exit(1)
}
const { prepareAndRun } = await import('./prepare-and-run.mjs')
await prepareAndRun(process.argv.slice(2))
