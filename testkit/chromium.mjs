// @ts-check
/** Finds a Chromium for the browser tests, and installs one where there is none. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const APPLICATIONS = ['Chromium.app/Contents/MacOS/Chromium', 'Google Chrome.app/Contents/MacOS/Google Chrome']

/**
 * A Chromium that starts: the one CHROMIUM_PATH names, an installed one, or the one Playwright has downloaded.
 * @returns {string | undefined} the path of its executable
 */
export function findChromium() {
  const named = process.env['CHROMIUM_PATH']
  if (named) return starts(named) ? named : undefined
  const candidates = [
    ...NAMES.flatMap((name) =>
      ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/snap/bin'].map((folder) => join(folder, name)),
    ),
    ...APPLICATIONS.flatMap((path) =>
      ['/Applications', join(homedir(), 'Applications')].map((folder) => join(folder, path)),
    ),
  ]
  return candidates.find(isChromium) ?? [playwrightChromium()].find(isChromium)
}

/** @param {string} path */
function isChromium(path) {
  return path !== '' && existsSync(path) && starts(path)
}

/** @param {string} path */
function starts(path) {
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0
}

/** Where Playwright keeps its own download, there or not; empty while Playwright is not installed. */
function playwrightChromium() {
  try {
    const { chromium } = createRequire(import.meta.url)('@playwright/test')
    return String(chromium.executablePath())
  } catch {
    return ''
  }
}

/**
 * Finds a Chromium or installs one: Playwright's download first, then Debian's package when this is root.
 * @param {(command: string, args: string[]) => Promise<number>} run runs a command visibly and gives its exit code
 * @returns {Promise<string | undefined>}
 */
export async function findOrInstallChromium(run) {
  const found = findChromium()
  if (found || process.env['CHROMIUM_PATH']) return found
  await run('npx', ['playwright', 'install', 'chromium'])
  const downloaded = findChromium()
  if (downloaded) return downloaded
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined
  if ((await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'])) !== 0) {
    // Old package lists are the usual reason; they are only fetched when needed.
    await run('apt-get', ['update'])
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'])
  }
  return findChromium()
}
