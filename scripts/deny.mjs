// `npm run licences`: checks by deny.toml the licences and sources of all crates, with a cargo-deny of the project's own.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { root, run } from './run.mjs'
import { setup } from './setup.mjs'

const VERSION = '0.20.2'

const tools = join(root, '.tools')
const cargoDeny = join(tools, 'bin', process.platform === 'win32' ? 'cargo-deny.exe' : 'cargo-deny')

setup()
if (!isInstalled()) {
  // Unoptimised, it is built in half the time, and a check takes a second all the same.
  const options = ['--locked', '--quiet', '--debug', '--force', '--root', tools, '--version', VERSION]
  run('cargo', ['install', ...options, 'cargo-deny'])
}
run(cargoDeny, ['--locked', 'check', 'bans', 'licenses', 'sources'])

function isInstalled() {
  if (!existsSync(cargoDeny)) return false
  return run(cargoDeny, ['--version'], { quiet: true }).trim() === `cargo-deny ${VERSION}`
}
