// Installs what the runtimes' tests need: pinned packages into this folder, and the browsers by the system's own
// package manager, where they are missing.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HERE = fileURLToPath(new URL('./', import.meta.url))

/** Debian's package for each program. */
const SYSTEM = {
  '/usr/bin/chromium': ['chromium'],
  '/usr/bin/firefox': ['firefox-esr'],
  '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser': ['webkit2gtk-driver'],
  '/usr/bin/xvfb-run': ['xvfb', 'xauth'],
  '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf': ['fonts-dejavu-core'],
}

export function installTools() {
  const lock = readFileSync(join(HERE, 'package-lock.json'), 'utf8')
  const done = join(HERE, 'node_modules', '.package-lock.json')
  const isInstalled = (path) =>
    path === '' || existsSync(join(HERE, path)) || JSON.parse(lock).packages[path].optional
  if (!existsSync(done) || !Object.keys(JSON.parse(lock).packages).every(isInstalled)) {
    run('npm', ['ci', '--no-audit', '--no-fund', '--silent'], HERE)
  }
  const missing = Object.entries(SYSTEM).flatMap(([path, names]) => (existsSync(path) ? [] : names))
  if (missing.length === 0) return
  run('apt-get', ['update', '-qq'])
  run('apt-get', ['install', '-qq', '-y', '--no-install-recommends', ...missing])
}

function run(program, args, cwd) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  execFileSync(program, args, { cwd, env, stdio: ['ignore', 2, 2] })
}
