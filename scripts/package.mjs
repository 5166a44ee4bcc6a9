// pkg/: the compiled JavaScript and its declarations, and what a registry wants beside them.
import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { bundleForNode } from './bundle.mjs'
import { thirdPartyLicences } from './licences.mjs'
import { root, run } from './run.mjs'

const FILES = ['README.md', 'LICENSE', 'CHANGELOG.md']
const LICENCES = 'THIRD_PARTY_LICENSES.md'

/** What `import module from 'kreuzberg-wasm/kreuzberg.wasm'` gives, on platforms that compile what is imported. */
const IMPORTED = `import type { CompiledModule } from '../runtime/runtime.js'
declare const module: CompiledModule
export default module
`

/** @param {{ pkg: string }} options */
export async function assemble({ pkg }) {
  dropStale(pkg)
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  run(process.execPath, [tsc, '--project', 'tsconfig.build.json'])
  await bundleForNode({ pkg })
  const modules = modulesIn(pkg)
  for (const module of modules) writeFileSync(join(pkg, 'wasm', `${module}.wasm.d.ts`), IMPORTED)
  for (const file of FILES) copyFileSync(join(root, file), join(pkg, file))
  writeFileSync(join(pkg, LICENCES), thirdPartyLicences())
  writeFileSync(join(pkg, 'package.json'), `${JSON.stringify(manifest(modules), null, 2)}\n`)
}

/** The names of the WebAssembly modules that the build has left in the package. */
function modulesIn(pkg) {
  const files = readdirSync(join(pkg, 'wasm')).filter((file) => file.endsWith('.wasm'))
  return files.map((file) => file.replace(/\.wasm$/, '')).sort()
}

/** What an earlier build compiled from a source that is gone would be published with the rest. */
function dropStale(pkg) {
  const compiled = readdirSync(pkg, { recursive: true }).filter((path) => /\.(js|d\.ts)$/.test(path))
  for (const path of compiled.filter((path) => !/^wasm[\\/]/.test(path))) {
    const source = join(root, 'js', path.replace(/\.(js|d\.ts)$/, '.ts'))
    if (!existsSync(source)) rmSync(join(pkg, path))
  }
}

/**
 * The published package.json: the repository's, less what only building needs. The first condition that a runtime or
 * a bundler knows decides; what knows none has at least what browsers have.
 *
 * @param {string[]} modules the names of the WebAssembly modules
 */
function manifest(modules) {
  const { name, version, description, license, type, engines, keywords, dependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  const entry = { types: './index.d.ts', ...entries('entry'), node: './index.js', ...WEB('entry') }
  const slim = { types: './slim/node.d.ts', ...entries('slim'), node: './slim/node.js', ...WEB('slim') }
  const wasm = modules.map((module) => [
    `./${module}.wasm`,
    { types: `./wasm/${module}.wasm.d.ts`, default: `./wasm/${module}.wasm` },
  ])
  return {
    name,
    version,
    description,
    license,
    keywords,
    type,
    engines,
    // An entry says which runtime it is for.
    sideEffects: [
      './index.js',
      './node_*.js',
      './entry/*.js',
      './slim/*.js',
      './runtime/web_worker.js',
      './cli/main.js',
    ],
    bin: { 'kreuzberg-wasm': 'cli/main.js' },
    exports: {
      '.': entry,
      './slim': slim,
      './worker': { types: './runtime/web_worker.d.ts', default: './runtime/web_worker.js' },
      ...Object.fromEntries(wasm),
      './package.json': './package.json',
    },
    files: ['**/*.js', '**/*.d.ts', '**/*.wasm', ...FILES, LICENCES],
    dependencies,
  }
}

const entries = (folder) => ({
  workerd: `./${folder}/workerd.js`,
  'edge-light': `./${folder}/edge.js`,
  deno: `./${folder}/deno.js`,
  bun: `./${folder}/bun.js`,
})

const WEB = (folder) => ({ browser: `./${folder}/browser.js`, default: `./${folder}/browser.js` })
