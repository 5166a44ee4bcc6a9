// The package with faults: a copy of pkg/ whose module commits the faults of src/faults.rs. For tests, never published.
import { cpSync } from 'node:fs'
import { join } from 'node:path'

import { root } from './run.mjs'

/**
 * Builds what has changed of it.
 *
 * @param {{ dev?: boolean }} [options]
 * @returns {Promise<string>} the copy's folder
 */
export async function buildFaults({ dev = process.env.KREUZBERG_BUILD === 'dev' } = {}) {
  const { buildModules } = await import('./modules.mjs')
  const modules = join(root, 'target', 'faults', 'modules')
  const pkg = join(root, 'target', 'faults', 'pkg')
  await buildModules({ dev, out: modules, test: true })
  cpSync(join(root, 'pkg'), pkg, { recursive: true })
  for (const extension of ['js', 'wasm'])
    cpSync(join(modules, `faults.${extension}`), join(pkg, 'wasm', `kreuzberg.${extension}`))
  return pkg
}
