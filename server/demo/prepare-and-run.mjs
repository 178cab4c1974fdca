// @ts-check
/**
 * Installs what is missing, checks what it cannot install, and goes on with Node 24. Runs on Node 20 with nothing installed, so it uses
 * Node's own modules only. Registries and proxies are those of the user's npm and Maven settings.
 */
import { join } from 'node:path'
import { findOrInstallChromium } from '../../testkit/chromium.mjs'
import { packagesAreInstalled, projectNode } from './installed-packages.mjs'
import { watchParent } from './parent-watch.mjs'
import { missingPrerequisite, PROJECT } from './prerequisites.mjs'
import { spawnSupervised } from './supervised-process.mjs'

const SCRIPTS = { demo: 'server/demo/main.ts', test: 'testkit/run/main.ts' }
const FREE_MB = { demo: 800, test: 2000 }

/** @type {import('./supervised-process.mjs').SupervisedProcess | undefined} */
let current
let stopping = false

/**
 * Never returns: the process ends with the exit code of the script, or with a signal's after everything has gone.
 * @param {string[]} argv `demo` or `test`, then the arguments for it
 */
export async function prepareAndRun([name, ...args]) {
  if (name !== 'demo' && name !== 'test') fail('Start it as `npm run demo` or `npm test`.')
  stopOnSignals()
  const missing = missingPrerequisite({ freeMb: FREE_MB[name] })
  if (missing) fail(missing)
  await installPackages()
  const node = projectNode()
  if (!node) {
    fail(
      'Node.js 24 comes as an npm package, but its install script has not run: install scripts are switched off. ' +
        'Run `npm ci --ignore-scripts=false` (if npm still blocks it: `npm install-scripts approve node`), or install Node.js 24 yourself.',
    )
  }
  // Scripts of packages start with `env node`, which must be the same one; npm adds the folder, a direct start does not.
  const env = { PATH: `${join(PROJECT, 'node_modules', '.bin')}:${process.env['PATH']}` }
  if (name === 'test') Object.assign(env, { CHROMIUM_PATH: await chromium() })
  process.exit(await run(node, [join(PROJECT, SCRIPTS[name]), ...args], env))
}

async function installPackages() {
  if (packagesAreInstalled()) return
  console.log('tailrace: installing the npm packages (npm ci) …')
  const code = await run('npm', ['ci', '--no-audit', '--no-fund'])
  if (code !== 0)
    fail('npm ci failed; its own message stands above. Check the network and the registry in your npm settings.')
}

async function chromium() {
  const path = await findOrInstallChromium(run)
  if (path) return path
  const named = process.env['CHROMIUM_PATH']
  if (named)
    fail(`CHROMIUM_PATH is ${named}, and that does not start. Point it at a Chromium's executable, or unset it.`)
  fail(
    'No Chromium was found or could be installed for the browser tests. Install one, or set CHROMIUM_PATH to its executable.',
  )
}

/**
 * Runs a command visibly, in the project's folder. After a signal it never returns: {@link stop} ends the process.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<number>} the exit code
 */
async function run(command, args, env = {}) {
  if (!stopping) current = spawnSupervised(command, args, { cwd: PROJECT, env })
  const code = await current?.exited
  return stopping ? new Promise(() => {}) : (code ?? 1)
}

function stopOnSignals() {
  process.on('SIGINT', () => stop(130))
  process.on('SIGTERM', () => stop(143))
  process.on('SIGHUP', () => stop(129))
  // A start without npm may well be meant to outlive its shell.
  if (process.env['npm_lifecycle_event']) watchParent(() => stop(143))
}

/** @param {number} code */
function stop(code) {
  if (stopping) return
  stopping = true
  void (current?.stop(20_000) ?? Promise.resolve()).then(() => process.exit(code))
}

/**
 * @param {string} line what is wrong and what to do
 * @returns {never}
 */
function fail(line) {
  console.error(`tailrace: ${line}`)
  process.exit(1)
}
