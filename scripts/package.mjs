// pkg/: the compiled JavaScript and its declarations, and what a registry wants beside them.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { root, run } from './run.mjs'

const FILES = ['README.md', 'LICENSE', 'CHANGELOG.md', 'THIRD_PARTY_LICENSES.md']

/** @param {{ pkg: string }} options */
export async function assemble({ pkg }) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  run(process.execPath, [tsc, '--project', 'tsconfig.build.json'])
  for (const file of FILES) if (existsSync(join(root, file))) copyFileSync(join(root, file), join(pkg, file))
  writeFileSync(join(pkg, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`)
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
    files: ['**/*.js', '**/*.d.ts', '**/*.wasm', ...FILES],
    dependencies,
  }
}
