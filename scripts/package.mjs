// pkg/: the compiled JavaScript and its declarations, and what a registry wants beside them.
import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { thirdPartyLicences } from './licences.mjs'
import { root, run } from './run.mjs'

const FILES = ['README.md', 'LICENSE', 'CHANGELOG.md']
const LICENCES = 'THIRD_PARTY_LICENSES.md'

/** @param {{ pkg: string }} options */
export async function assemble({ pkg }) {
  dropStale(pkg)
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  run(process.execPath, [tsc, '--project', 'tsconfig.build.json'])
  for (const file of FILES) copyFileSync(join(root, file), join(pkg, file))
  writeFileSync(join(pkg, LICENCES), thirdPartyLicences())
  writeFileSync(join(pkg, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`)
}

/** What an earlier build compiled from a source that is gone would be published with the rest. */
function dropStale(pkg) {
  const compiled = readdirSync(pkg, { recursive: true }).filter((path) => /\.(js|d\.ts)$/.test(path))
  for (const path of compiled.filter((path) => !/^wasm[\\/]/.test(path))) {
    const source = join(root, 'js', path.replace(/\.(js|d\.ts)$/, '.ts'))
    if (!existsSync(source)) rmSync(join(pkg, path))
  }
}

/** The published package.json: the repository's, less what only building needs. */
function manifest() {
  const { name, version, description, license, type, engines, keywords, dependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  return {
    name,
    version,
    description,
    license,
    keywords,
    type,
    engines,
    sideEffects: false,
    bin: { 'kreuzberg-wasm': 'cli/main.js' },
    exports: {
      '.': { types: './index.d.ts', default: './index.js' },
      './kreuzberg.wasm': './wasm/kreuzberg.wasm',
      './package.json': './package.json',
    },
    files: ['**/*.js', '**/*.d.ts', '**/*.wasm', ...FILES, LICENCES],
    dependencies,
  }
}
