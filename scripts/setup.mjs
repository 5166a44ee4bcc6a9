// Everything a build or test needs beyond rustup and Node, installed into the project.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { root, run } from './run.mjs'

const TARGET = 'wasm32-unknown-unknown'

/** Installs what is missing; does nothing, and asks no network, when nothing is. */
export function setup() {
  installPackages()
  installToolchain()
}

function installPackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const stamp = join(root, 'node_modules', '.installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  run('npm', ['ci', '--no-audit', '--no-fund'])
  writeFileSync(stamp, wanted)
}

function installToolchain() {
  const [, channel] = /channel = "(.*)"/.exec(readFileSync(join(root, 'rust-toolchain.toml'), 'utf8')) ?? []
  if (!channel) throw new Error('rust-toolchain.toml names no channel')
  const installed = run('rustup', ['toolchain', 'list'], { quiet: true })
  if (!installed.includes(`${channel}-`)) {
    run('rustup', ['toolchain', 'install', channel, '--profile', 'minimal', '--no-self-update'])
  }
  const components = run('rustup', ['component', 'list', '--toolchain', channel, '--installed'], {
    quiet: true,
  })
  for (const component of ['clippy', 'rustfmt']) {
    if (!components.includes(component))
      run('rustup', ['component', 'add', '--toolchain', channel, component])
  }
  if (!components.includes(`rust-std-${TARGET}`))
    run('rustup', ['target', 'add', '--toolchain', channel, TARGET])
}
