// Runs worker.mjs as wrangler does: bundled with workerd's conditions, and in workerd by miniflare.
import { join } from 'node:path'
import { readFileSync } from 'node:fs'

import { build } from 'esbuild'
import { Miniflare } from 'miniflare'

const [folder, base] = process.argv.slice(2)
const modules = []
const moduleImports = {
  name: 'module imports',
  setup({ onResolve }) {
    onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
      const name = path.split('/').at(-1)
      modules.push({ type: 'CompiledWasm', path: `/${name}`, contents: readFileSync(join(resolveDir, path)) })
      return { path: `./${name}`, external: true }
    })
  },
}
const { outputFiles } = await build({
  entryPoints: [join(folder, 'worker.mjs')],
  bundle: true,
  write: false,
  format: 'esm',
  conditions: ['workerd', 'worker', 'browser'],
  plugins: [moduleImports],
  logLevel: 'error',
})
const miniflare = new Miniflare({
  compatibilityDate: '2026-01-01',
  modulesRoot: '/',
  modules: [{ type: 'ESModule', path: '/worker.mjs', contents: outputFiles[0].text }, ...modules],
})
const response = await miniflare.dispatchFetch(`http://worker.test/?base=${base}`)
await fetch(`${base}report`, { method: 'POST', body: await response.text() })
await miniflare.dispose()
