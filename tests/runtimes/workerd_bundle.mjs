// Bundles a Worker as wrangler does: with workerd's conditions, its modules beside it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** @returns {Promise<object[]>} miniflare's `modules`; the first is the Worker */
export async function bundleWorker(entry) {
  const { build } = await import('esbuild')
  const modules = []
  const moduleImports = {
    name: 'module imports',
    setup({ onResolve }) {
      onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
        const name = path.split('/').at(-1)
        modules.push({
          type: 'CompiledWasm',
          path: `/${name}`,
          contents: readFileSync(join(resolveDir, path)),
        })
        return { path: `./${name}`, external: true }
      })
    },
  }
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    plugins: [moduleImports],
    logLevel: 'error',
  })
  return [{ type: 'ESModule', path: '/worker.mjs', contents: outputFiles[0].text }, ...modules]
}
