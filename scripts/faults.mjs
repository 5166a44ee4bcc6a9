// `node scripts/faults.mjs` builds the package with faults: a copy of pkg/ whose module commits the faults of
// src/faults.rs. For tests, never published.
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { root } from './run.mjs'

/** Where it is. */
export const faultsPackage = join(root, 'target', 'faults', 'pkg')

/**
 * Builds what has changed of it.
 *
 * @param {{ dev?: boolean }} [options]
 * @returns {Promise<string>} the copy's folder
 */
export async function buildFaults({ dev = process.env.KREUZBERG_BUILD === 'dev' } = {}) {
  const { buildModules } = await import('./modules.mjs')
  const modules = join(root, 'target', 'faults', 'modules')
  await buildModules({ dev, out: modules, test: true })
  cpSync(join(root, 'pkg'), faultsPackage, { recursive: true })
  cpSync(join(modules, 'faults.js'), join(faultsPackage, 'wasm', 'kreuzberg.js'))
  // Whichever module a document loads commits faults.
  for (const module of ['kreuzberg', 'text', 'office', 'pdf'])
    cpSync(join(modules, 'faults.wasm'), join(faultsPackage, 'wasm', `${module}.wasm`))
  return faultsPackage
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await buildFaults()
