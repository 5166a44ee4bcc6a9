// What the JavaScript weighs that a browser loads: the package and its worker, bundled and minified.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { TOOLS } from './tools.mjs'

/** The two together, in bytes, as gzip -9. */
const BUDGET = 25_000

/** @returns what is wrong; empty if nothing is */
export async function weigh(folder) {
  // As an application has it: the engine and all that hangs on it.
  writeFileSync(join(folder, 'engine.mjs'), "export { default } from 'kreuzberg-wasm'\n")
  const entries = ['engine=engine.mjs', 'web_worker=kreuzberg-wasm/worker']
  const options = ['--bundle', '--minify', '--format=esm', '--outdir=weighed', '--log-level=error']
  const esbuild = join(TOOLS, 'esbuild', 'bin', 'esbuild')
  const { status, stderr } = spawnSync(esbuild, [...entries, ...options], { cwd: folder, encoding: 'utf8' })
  if (status !== 0) return stderr
  const [engine, worker] = ['engine.js', 'web_worker.js'].map(
    (name) => gzipSync(readFileSync(join(folder, 'weighed', name)), { level: 9 }).length,
  )
  console.log(`JavaScript: ${engine} and in the worker ${worker} bytes as gzip`)
  return engine + worker > BUDGET ? `${engine + worker} bytes, more than ${BUDGET}` : ''
}
