// `npm run build [-- --dev]`: builds what wasm-pack.toml lists and leaves a publishable package in pkg/.
// --dev, or KREUZBERG_BUILD=dev for every script that builds, leaves out link-time optimisation, so that a change
// is ready within a minute.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { root } from './run.mjs'
import { setup } from './setup.mjs'

/** @param {{ dev?: boolean }} [options] */
export async function build({ dev = process.env.KREUZBERG_BUILD === 'dev' } = {}) {
  setup()
  // Only now are the packages there that these import.
  const { buildModules } = await import('./modules.mjs')
  const { assemble } = await import('./package.mjs')
  const pkg = join(root, 'pkg')
  await buildModules({ dev, out: join(pkg, 'wasm') })
  await assemble({ pkg })
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const known = process.argv.slice(2).every((argument) => argument === '--dev')
  if (!known) throw new Error('usage: npm run build [-- --dev]')
  await build(process.argv.includes('--dev') ? { dev: true } : {})
}
