// What Node loads, of four dozen files, as a few: finding and linking each takes it the better part of a millisecond.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'

import { build } from 'esbuild'

import { root } from './run.mjs'

/** Each keeps its place in the package; what several have in common goes into files of its own, beside index.js. */
const ENTRIES = ['index.ts', 'slim/node.ts', 'cli/main.ts', 'runtime/node_worker.ts']

/** How code finds another file of the package, in a form that bundlers know as well. */
const BESIDE = /new URL\((['"])(\.[^'"]+)\1, import\.meta\.url\)/g

/** Stands for the package's folder until it is known in which file the code is. */
const PACKAGE = '<package>/'

const sources = join(root, 'js')

/**
 * Writes them over what the compiler has left in their places.
 *
 * @param {{ pkg: string }} options
 */
export async function bundleForNode({ pkg }) {
  const { outputFiles } = await build({
    entryPoints: ENTRIES.map((entry) => join(sources, entry)),
    outbase: sources,
    outdir: pkg,
    write: false,
    bundle: true,
    splitting: true,
    chunkNames: 'node_[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    charset: 'utf8',
    logLevel: 'warning',
    plugins: [generated(), filesBeside()],
  })
  for (const { path, text } of outputFiles)
    writeFileSync(path, text.replaceAll(PACKAGE, `${between(dirname(path), pkg)}/`))
}

/** What belongs to the modules stays with them: other modules come with others. */
function generated() {
  return {
    name: 'generated',
    setup({ onResolve }) {
      onResolve({ filter: /\/wasm\/(kreuzberg|files)\.js$/ }, ({ path }) => ({
        path: `${PACKAGE}wasm/${posix.basename(path)}`,
        external: true,
      }))
    },
  }
}

function filesBeside() {
  return {
    name: 'files-beside',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const folder = between(sources, dirname(path))
        const inPackage = (_, quote, file) =>
          `new URL('${PACKAGE}${posix.join(folder, file)}', import.meta.url)`
        return { contents: readFileSync(path, 'utf8').replace(BESIDE, inPackage), loader: 'ts' }
      })
    },
  }
}

/** The path from one folder to another, as URLs have it. */
function between(from, to) {
  return relative(from, to).replaceAll('\\', '/') || '.'
}
