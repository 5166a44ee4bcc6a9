// Chromium, Firefox and WebKit: started with the address of the first page, which goes on to the others by itself.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { STRICT, bodyOf, files, serve, suiteFiles } from './host.mjs'

const HERE = new URL('./', import.meta.url)
const FIXTURES = new URL('../fixtures/', import.meta.url)
const SELF = "default-src 'self'"

/** How each scenario's page and package are served, besides as they are. */
const SCENARIOS = {
  strict: { headers: STRICT },
  'wrong-type': { wasm: { headers: { 'content-type': 'text/plain' } } },
  'cross-origin': {},
  missing: { wasm: { status: 404, headers: { 'content-type': 'text/html' }, body: '<p>not here' } },
  'no-webassembly': { headers: { 'content-security-policy': `${SELF}; script-src 'self'` } },
  'no-workers': {
    headers: {
      'content-security-policy': `${SELF}; script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'`,
    },
  },
  offline: { headers: { 'cache-control': 'max-age=600' } },
  'service-worker': {},
}

/** How each browser is started, with a profile of its own. */
export const COMMANDS = {
  Chromium: (profile) => [
    'chromium',
    '--headless',
    '--no-sandbox',
    '--no-first-run',
    '--disable-gpu',
    '--disable-background-networking',
    `--user-data-dir=${profile}`,
  ],
  Firefox: (profile) => {
    const prefs = {
      'browser.shell.checkDefaultBrowser': false,
      'datareporting.policy.dataSubmissionEnabled': false,
    }
    const lines = Object.entries(prefs).map(
      ([name, value]) => `user_pref('${name}', ${JSON.stringify(value)})`,
    )
    writeFileSync(join(profile, 'user.js'), lines.join('\n'))
    return ['firefox', '--headless', '--no-remote', '--profile', profile]
  },
  WebKit: () => [
    'xvfb-run',
    '--auto-servernum',
    '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
    '--private',
  ],
}

export const browserNames = Object.keys(COMMANDS)

/**
 * Carries out every scenario in a browser.
 *
 * @param {string} name one of {@link browserNames}
 * @param {string} installed the folder of the installed package
 */
export async function runBrowser(name, installed) {
  const outcomes = []
  let finish
  const finished = new Promise((resolve) => (finish = resolve))
  const order = Object.keys(SCENARIOS)
  const report = async (path, request) => {
    const scenario = /^\/report\/(.*)$/.exec(path)?.[1]
    if (scenario === undefined) return undefined
    outcomes.push(...JSON.parse(await bodyOf(request)))
    const next = order[order.indexOf(scenario) + 1]
    if (next === undefined) finish()
    return { body: next === undefined ? '' : `/${next}/page/index.html` }
  }
  const other = await serve([files('/package/', installed)])
  const server = await serve([report, ...pages(installed, other.url)])
  const profile = mkdtempSync(join(tmpdir(), 'kreuzberg-browser-'))
  const [command, ...args] = COMMANDS[name](profile)
  const browser = spawn(command, [...args, `${server.url}${order[0]}/page/index.html`], {
    stdio: 'ignore',
    detached: true,
  })
  try {
    await within(180_000, finished, () => `${name} has reported ${outcomes.length} outcomes and no more`)
  } finally {
    process.kill(-browser.pid, 'SIGKILL')
    await server.close()
    await other.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  return outcomes
}

/** Every scenario's pages and files. */
export function pages(installed, otherOrigin) {
  const wasm = readFileSync(join(installed, 'wasm', 'kreuzberg.wasm'))
  // What the scenarios' document needs.
  const office = readFileSync(join(installed, 'wasm', 'office.wasm'))
  const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  const entry = JSON.stringify(exports['.'].browser.replace(/^\./, './package'))
  const script = `export * from ${entry}\nexport { default } from ${entry}\n`
  let isOffline = false
  const handlers = Object.entries(SCENARIOS).flatMap(([name, { headers = {}, wasm: served }]) => [
    (path) => {
      if (path === `/${name}/kreuzberg-wasm.js`)
        return { headers: { 'content-type': 'text/javascript', ...headers }, body: script }
      if (served && path === `/${name}/package/wasm/office.wasm`) return { body: office, ...served }
    },
    files(`/${name}/package/`, installed, headers),
    suiteFiles(`/${name}/`, wasm),
    files(`/${name}/documents/`, new URL('documents/', FIXTURES), headers),
    files(`/${name}/encrypted/`, new URL('encrypted/', FIXTURES), headers),
    files(`/${name}/`, HERE, headers),
  ])
  return [
    (path) => {
      if (path === '/go-offline') isOffline = true
      if (path === '/go-offline') return { body: '' }
      if (path === '/other-origin') return { body: otherOrigin }
      if (isOffline && path.startsWith('/offline/')) return { isGone: true, body: '' }
    },
    files('/fixtures/', FIXTURES),
    ...handlers,
  ]
}

function within(ms, promise, message) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(message())), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
